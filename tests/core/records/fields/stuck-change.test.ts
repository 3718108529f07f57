// A change whose job has used up its tries: it is said so, and somebody has it go on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ background: true });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

interface Change {
  readonly id: string;
  readonly state: string;
  readonly stuck: boolean;
}

const bodyOf = async (answer: Promise<Response>): Promise<Change> => (await (await answer).json()) as Change;
const sql = (text: string) => app.db.query({ text });
const define = (key: string, schema: FieldSchema) =>
  app.get(services.customFields).define(admin.actor, "contact", { key, schema });
const contact = (custom: object) => app.records.create(admin.actor, "contact", { name: "Ana", custom });
const customOf = async (id: string) => (await app.records.get(admin.actor, "contact", id)).custom;

/** Something that no try gets past. */
async function inTheWay<T>(work: () => Promise<T>): Promise<T> {
  await sql("create function in_the_way() returns trigger language plpgsql as $$ begin raise 'in the way'; end $$");
  await sql("create trigger in_the_way before update on contacts for each row execute function in_the_way()");
  const done = await work();
  await sql("drop function in_the_way cascade");
  return done;
}

const jobStates = async (key: string): Promise<string[]> => {
  const text = "select state::text from jobs.job where singleton_key = $1";
  return (await app.db.query<{ state: string }>({ text, values: [key] })).map(({ state }) => state);
};
const failsOnce = (key: string) => expect.poll(() => jobStates(key)).toContain("retry");
const givesUp = async (key: string) =>
  void (await app.db.query({
    text: "update jobs.job set state = 'failed' where singleton_key = $1 and state = 'retry'",
    values: [key],
  }));

describe("a change of type that was given up", () => {
  test("says so over REST and on its page, and goes on when somebody asks for it", async () => {
    const field = await define("size", { "x-type": "text" });
    const { id: record } = await contact({ size: "42" });
    const path = `/api/v1/fields/${field.id}/type-changes`;
    const page = async (at: string) => await (await admin.visit(`/settings/fields/${field.id}/type/${at}`)).text();

    const id = await inTheWay(async () => {
      const wish = { schema: { "x-type": "integer" }, dryRun: false };
      const begun = await bodyOf(admin.api("POST", path, wish, { "If-Match": '"v1"' }));
      await failsOnce(begun.id);
      return begun.id;
    });
    expect(await bodyOf(admin.api("GET", `${path}/${id}`))).toMatchObject({ state: "copying", stuck: false });
    expect(await bodyOf(admin.api("POST", `${path}/${id}/retry`))).toMatchObject({ code: "fields.change_not_stuck" });
    expect(await page(id)).not.toContain("Try again");

    await givesUp(id);
    expect(await bodyOf(admin.api("GET", `${path}/${id}`))).toMatchObject({ state: "copying", stuck: true });
    expect(await page(id)).toContain("Try again");
    expect((await admin.send(`/settings/fields/${field.id}/type/${id}/again`)).status).toBe(303);

    await expect.poll(async () => (await bodyOf(admin.api("GET", `${path}/${id}`))).state).toBe("done");
    await expect.poll(() => customOf(record)).toMatchObject({ size: 42 });
    expect((await admin.api("POST", `${path}/${id}/retry`)).status).toBe(409);
  });
});

describe("an option that was being turned into another", () => {
  test("goes on from the page of its field", async () => {
    const options = ["red", "green"].map((id) => ({ id, label: id }));
    const field = await define("colour", { "x-type": "choice", "x-options": options });
    const { id: record } = await contact({ colour: "red" });
    const path = `/api/v1/fields/${field.id}/option-changes`;
    const page = async () => await (await admin.visit(`/settings/fields/${field.id}/life`)).text();

    const id = await inTheWay(async () => {
      const begun = await bodyOf(admin.api("POST", path, { option: "red", to: "green" }, { "If-Match": '"v1"' }));
      await failsOnce(begun.id);
      return begun.id;
    });
    expect(await page()).not.toContain("given up");
    await givesUp(id);
    expect(await bodyOf(admin.api("GET", `${path}/${id}`))).toMatchObject({ state: "copying", stuck: true });
    expect(await page()).toContain("given up after several tries");
    const again = await admin.send(`/settings/fields/${field.id}/turn/${id}/again`, { version: "2" });
    expect(again.status).toBe(303);

    await expect.poll(async () => (await bodyOf(admin.api("GET", `${path}/${id}`))).state).toBe("done");
    await expect.poll(() => customOf(record)).toMatchObject({ colour: "green" });
  });
});
