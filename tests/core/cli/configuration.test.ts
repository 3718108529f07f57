import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;
let file: string;
const trellis: Desk["trellis"] = (...all) => desk.trellis(...all);

beforeAll(async () => {
  desk = await openDesk();
  file = join(desk.dataDir, "company.json");
});
afterAll(() => desk.close());

const edited = async (change: (document: Record<string, unknown>) => void): Promise<void> => {
  const document = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  change(document);
  await writeFile(file, JSON.stringify(document));
};

describe("configuration as code", () => {
  test("is written out, planned, applied, and the same afterwards", async () => {
    expect(await trellis(["config", "export", "--out", file])).toMatchObject({ code: 0 });
    expect((await trellis(["config", "plan", file])).out).toBe("Everything is already so.\n");
    const zone = { schema: { "x-type": "text", "x-label": { en: "Zone" } }, state: "active" };
    await edited((document) => void (document["fields"] = { "company.zone": zone }));

    const planned = await trellis(["config", "plan", file, "--json"]);
    expect(planned.json).toMatchObject({
      steps: [{ section: "fields", name: "company.zone", action: "create", grade: "safe" }],
    });
    expect((await trellis(["config", "apply", file, "--dry-run"])).out).toBe("new fields/company.zone\n");
    expect(await trellis(["config", "apply", file])).toMatchObject({
      code: 0,
      out: "1 change was made.\n",
      errors: "new fields/company.zone\n",
    });
    expect((await trellis(["config", "apply", file, "--json"])).json).toEqual({ applied: 0 });
  });

  test("asks before it stops anybody's work", async () => {
    const zone = { schema: { "x-type": "text", "x-label": { en: "Zone" }, "x-required": true }, state: "active" };
    await edited((document) => void (document["fields"] = { "company.zone": zone }));
    const plan = await trellis(["config", "plan", file]);
    expect(plan.out).toContain("change fields/company.zone (may stop a save)\n    /schema/x-required: null → true");
    expect(await trellis(["config", "apply", file])).toMatchObject({ code: 4 });
    expect(await trellis(["config", "apply", file, "--yes"])).toMatchObject({ code: 0 });
  });

  test("names each mistake with its place: 3", async () => {
    await edited((document) => void (document["fields"] = { "company.zone": { schema: {}, state: "lost" } }));
    const { code, out } = await trellis(["config", "apply", file, "--yes"]);
    expect(code).toBe(3);
    expect(out).toContain("/fields/company.zone/state: ");
    await writeFile(file, "{");
    expect((await trellis(["config", "plan", file])).code).toBe(2);
  });
});
