import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let ana: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin", { language: "de" });
});
afterAll(() => app.stop());

const page = async (path: string) => await (await ana.visit(path)).text();
const kind = async (name: string) =>
  (await (await ana.api("GET", `/api/v1/kinds/${name}`)).json()) as Record<string, unknown> & { version: number };
const form = {
  "one.de": "Schiff",
  "many.de": "Schiffe",
  icon: "ship",
  owned: "yes",
  menu: "21",
  newKey: "s",
  stages: "Geplant\nGebaut",
};
interface Answer {
  readonly one: Record<string, string>;
  readonly many: Record<string, string>;
  readonly icon: string;
  readonly menu: number;
  readonly listColumns: readonly string[];
  readonly boardField: string;
  readonly version: number;
}

/** What the form of a kind sends when nobody touches it. */
async function asItStands(name: string): Promise<Record<string, string | readonly string[]>> {
  const { one, many, icon, menu, listColumns, boardField, version } = (await kind(name)) as unknown as Answer;
  const words = (part: string, all: Record<string, string>) =>
    Object.entries(all).map(([language, word]) => [`${part}.${language}`, word] as const);
  const rest = {
    icon,
    menu: String(menu),
    newKey: "s",
    owned: "yes",
    listColumns,
    boardField,
    version: String(version),
  };
  return { ...Object.fromEntries([...words("one", one), ...words("many", many)]), ...rest };
}

describe("the settings of kinds", () => {
  test("define one from its words, with stages as a board, and names made from them", async () => {
    expect(await page("/settings")).toContain("/settings/kinds");
    expect(await page("/settings/kinds/new")).toContain("Nach Firmen");
    const made = await ana.send("/settings/kinds", form);
    expect([made.status, made.headers.get("location")]).toEqual([303, "/settings/kinds/schiff"]);
    expect(await kind("schiff")).toMatchObject({
      plural: "schiffe",
      menu: 21,
      newKey: "s",
      boardField: "custom.stage",
    });
    expect(await page("/schiffe/board")).toContain("Geplant");
    expect(await page("/schiffe/new")).toContain("Phase");
    const all = await page("/settings/kinds");
    for (const words of ["Schiffe", "/schiffe/board", "1 Feld"]) expect(all).toContain(words);
  });

  test("say what is wrong beside its box, and keep what was typed", async () => {
    const wrong = await ana.send("/settings/kinds", { ...form, "one.de": "", newKey: "d", "many.de": "Boote" });
    const html = await wrong.text();
    expect(wrong.status).toBe(422);
    for (const words of ['value="Boote"', "Geplant\nGebaut", 'id="one-problem"', 'id="kind-letter-problem"'])
      expect(html).toContain(words);
    const taken = await ana.send("/settings/kinds", { ...form, newKey: "" });
    expect([taken.status, (await taken.text()).includes("gibt es schon")]).toEqual([409, true]);
    const chinese = await ana.send("/settings/kinds", { icon: "ship", "one.zh-Hans": "船", "many.zh-Hans": "船" });
    expect([chinese.status, (await chinese.text()).includes('id="kind-name-problem"')]).toEqual([422, true]);
  });

  test("change words at once, and ask before more people see more", async () => {
    const stands = await asItStands("schiff");
    const renamed = await ana.send("/settings/kinds/schiff", { ...stands, "many.de": "Boote" });
    expect(renamed.status).toBe(303);
    expect(await page("/schiffe")).toContain("Boote");
    await ana.api("POST", "/api/v1/objects/schiffe", { name: "Möwe" });
    const open = { ...(await asItStands("schiff")), owned: "no" };
    const asked = await (await ana.send("/settings/kinds/schiff", open)).text();
    for (const words of ["Was sich ändert", "Den einen Eintrag", "Allen gemeinsam"]) expect(asked).toContain(words);
    expect(await kind("schiff")).toMatchObject({ owned: true });
    await ana.send("/settings/kinds/schiff", { ...open, confirmed: "1" });
    expect(await kind("schiff")).toMatchObject({ owned: false, boardField: "custom.stage" });
  });

  test("do not overwrite what somebody else changed meanwhile", async () => {
    const stands = await asItStands("schiff");
    await ana.api("PATCH", "/api/v1/kinds/schiff", { icon: "car" }, { "If-Match": "*" });
    const late = await ana.send("/settings/kinds/schiff", { ...stands, owned: "no", "one.de": "Boot" });
    expect(late.status).toBe(412);
    expect(await late.text()).toContain('value="Boot"');
    expect(await kind("schiff")).toMatchObject({ icon: "car", one: { de: "Schiff" } });
  });

  test("archive with what waits, bring back, and erase with the name typed", async () => {
    expect(await page("/settings/kinds/schiff/archive")).toContain("1 Eintrag");
    await ana.send("/settings/kinds/schiff/archive");
    expect((await ana.visit("/schiffe")).status).toBe(404);
    const put = await page("/settings/kinds");
    expect(put).toContain("/settings/kinds/schiff/restoration");
    expect(put).not.toContain("/settings/kinds/schiff/erasure");
    await ana.send("/settings/kinds/schiff/restoration");
    expect(await page("/schiffe")).toContain("Möwe");
    await ana.send("/settings/kinds/schiff/archive");
    await app.db.query({ text: "update own_kinds set archived_at = now() - interval '31 days'" });
    expect(await page("/settings/kinds")).toContain("/settings/kinds/schiff/erasure");
    const wrong = await ana.send("/settings/kinds/schiff/erasure", { name: "schif" });
    expect([wrong.status, (await wrong.text()).includes("erase-problem")]).toEqual([422, true]);
    await ana.send("/settings/kinds/schiff/erasure", { name: "schiff" });
    expect((await ana.visit("/settings/kinds/schiff")).status).toBe(404);
  });

  test("are an administrator's business", async () => {
    const sara = await app.person("sales");
    for (const path of ["", "/new", "/schiff", "/schiff/archive", "/schiff/erasure"])
      expect((await sara.visit(`/settings/kinds${path}`)).status, path).toBe(403);
    for (const path of ["", "/schiff", "/schiff/archive", "/schiff/restoration", "/schiff/erasure"])
      expect((await sara.send(`/settings/kinds${path}`, form)).status, path).toBe(403);
  });
});
