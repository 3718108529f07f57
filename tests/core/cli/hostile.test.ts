// Files that would stop the command, or the server behind it: refused with their place, and nothing is written.
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileSchemas, nested } from "../../support/hostile-schemas.ts";
import { quickly, worked } from "../../support/quickly.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;
let file: string;
let before: string;
/** What the command costs where there is nothing to do. */
let usual = 0;

beforeAll(async () => {
  desk = await openDesk();
  file = join(desk.dataDir, "company.json");
  before = (await desk.trellis(["config", "export"])).out;
  await writeFile(file, before);
  await desk.trellis(["config", "plan", file]);
  usual = (await worked(() => desk.trellis(["config", "plan", file]))).ms;
});
afterAll(() => desk.close());

async function applied(text: string) {
  await writeFile(file, text);
  return await quickly(() => desk.trellis(["config", "apply", file, "--yes"]), usual * 2);
}

const document = (schema: string): string =>
  `{"format": "trellis-configuration/1", "fields": {"contact.bad": {"state": "active", "schema": ${schema}}}}`;

describe("trellis config apply", () => {
  test.each(hostileSchemas)("refuses a schema with %s", async (_, schema) => {
    const { code, out, errors } = await applied(document(schema));
    expect([2, 3]).toContain(code);
    expect(`${out}${errors}`).not.toMatch(/RangeError|at .*\.ts:/);
  });

  test.each([
    ["is no JSON", "{", "company.json cannot be read"],
    ["is nested too deeply", nested(200_000), "nested"],
    ["says a thing twice", '{"format": "trellis-configuration/1", "fields": {}, "fields": {}}', "fields"],
    ["has a key that programs trip over", '{"format": "trellis-configuration/1", "__proto__": {}}', "__proto__"],
  ])("says why it does not read a file that %s", async (_, text, reason) => {
    const { code, errors } = await applied(text);
    expect([code, errors]).toEqual([2, expect.stringContaining(reason)]);
  });

  test("does not read a file that no company could have written", async () => {
    await truncate(file, 3_000_000_000);
    expect(await quickly(() => desk.trellis(["config", "plan", file]), usual)).toMatchObject({ code: 2 });
    await truncate(file, 0);
  });

  test("has written nothing by all that", async () => {
    expect((await desk.trellis(["config", "export"])).out).toBe(before);
  });
});
