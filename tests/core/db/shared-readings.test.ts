import { expect, test } from "vitest";
import { SharedReadings } from "../../../core/db/shared-readings.ts";

/** Readings that end when they are told to, in the order they began. */
function slowly() {
  const begun: { end(value: string): void; fail(error: Error): void }[] = [];
  const read = () => new Promise<string>((end, fail) => begun.push({ end, fail }));
  return { begun, read };
}

const soon = (): Promise<void> => new Promise((done) => setImmediate(done));

test("whoever asks while a reading is under way is answered by the next one, together with all others", async () => {
  const [readings, { begun, read }] = [new SharedReadings<string>(), slowly()];
  const first = readings.share("board", read);
  const late = [readings.share("board", read), readings.share("board", read)];
  expect(begun).toHaveLength(1);

  begun[0]?.end("before the change");
  expect(await first).toBe("before the change");
  await soon();
  expect(begun).toHaveLength(2);
  begun[1]?.end("after the change");
  expect(await Promise.all(late)).toEqual(["after the change", "after the change"]);
});

test("nobody gets the answer of another question", async () => {
  const [readings, { begun, read }] = [new SharedReadings<string>(), slowly()];
  const asked = [readings.share("mine", read), readings.share("yours", read)];
  for (const [at, one] of begun.entries()) one.end(`answer ${at}`);

  expect(await Promise.all(asked)).toEqual(["answer 0", "answer 1"]);
});

test("a reading that fails fails for those who waited for it, and the next one is tried", async () => {
  const [readings, { begun, read }] = [new SharedReadings<string>(), slowly()];
  const first = readings.share("report", read);
  const second = readings.share("report", read);
  begun[0]?.fail(new Error("the database went away"));
  await expect(first).rejects.toThrow("went away");
  await soon();
  begun[1]?.end("back again");

  expect(await second).toBe("back again");
});

test("an answer is not kept: who asks later is told how it is then", async () => {
  const [readings, { begun, read }] = [new SharedReadings<string>(), slowly()];
  const first = readings.share("board", read);
  begun[0]?.end("old");
  await first;
  const second = readings.share("board", read);
  begun[1]?.end("new");

  expect(await second).toBe("new");
});
