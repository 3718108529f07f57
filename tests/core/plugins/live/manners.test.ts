import { describe, expect, test } from "vitest";
import { guarded } from "../../../../core/plugins/live/manners.ts";

describe("code of a guest", () => {
  test("cannot end the process", async () => {
    const { exit } = process;
    await expect(guarded(async () => process.exit(1))).rejects.toThrow("called process.exit");
    expect(process.exit).toBe(exit);
  });

  test("cannot change what all objects share; it is as before at once", async () => {
    const { push } = Array.prototype;
    const bend = guarded(async () => {
      Object.defineProperty(Object.prototype, "isMine", { value: true, configurable: true });
      Array.prototype.push = () => 0;
    });
    await expect(bend).rejects.toThrow("changed what all objects share");
    expect("isMine" in {}).toBe(false);
    expect(Array.prototype.push).toBe(push);
  });

  test("cannot listen to the process", async () => {
    const before = process.listenerCount("uncaughtException");
    const listen = guarded(async () => void process.on("uncaughtException", () => undefined));
    await expect(listen).rejects.toThrow("listens to uncaughtException of the process");
    expect(process.listenerCount("uncaughtException")).toBe(before);
  });

  test("answers what it has to say", async () => {
    expect(await guarded(async () => 42)).toBe(42);
  });
});
