// The page of a module: one page while it is to be decided upon, and a tab for each question afterwards.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ pluginsDir: join(root, "tests/support/points"), plugins: ["moorings"] });
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const page = async (id: string, tab = ""): Promise<string> =>
  (await (await admin.visit(`/settings/modules/${id}${tab}`)).text()).replaceAll(/\s+/g, " ");
/** The labels of the tabs, the current one in stars. */
function tabsIn(html: string): readonly string[] {
  const row = /<ul class="tabs">.*?<\/ul>/.exec(html)?.[0] ?? "";
  const tabs = [...row.matchAll(/<li><a href="[^"]*"( aria-current="page")?>([^<]*)<\/a><\/li>/g)];
  return tabs.map(([, current, label = ""]) => (current ? `*${label}*` : label));
}
const main = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? "";
const headings = (html: string): readonly string[] =>
  [...main(html).matchAll(/<h2[^>]*>([^<]*)<\/h2>/g)].map(([, text = ""]) => text);

test("nobody has decided upon a module: everything that it would add stands beside the decision, without tabs", async () => {
  const html = main(await page("products", "?tab=data"));
  expect(headings(html)).toEqual(expect.arrayContaining(["Who has it", "What it would add"]));
  expect(html).toContain("Rights, which nobody has yet");
  expect(html).not.toContain('class="tabs"');
});

test.each([
  ["", "About", "Who has it"],
  ["?tab=adds", "What it adds", "What it adds"],
  ["?tab=needs", "Needs", "Needs"],
  ["?tab=permissions", "Permissions", "Permissions"],
  ["?tab=log", "Log", "What was done"],
  ["?tab=data", "Data", "What it keeps"],
  ["/settings", "Settings", ""],
])("of one that is on, %s is the tab %s", async (path, label, heading) => {
  const html = main(await page("moorings", path));
  const all = ["About", "What it adds", "Needs", "Permissions", "Settings", "Log", "Data"];
  expect(tabsIn(html)).toEqual(all.map((one) => (one === label ? `*${one}*` : one)));
  if (heading !== "") expect(headings(html)).toContain(heading);
  for (const other of ["Who has it", "What it adds", "What was done", "What it keeps"])
    if (other !== heading) expect(headings(html)).not.toContain(other);
});

test("an unknown tab is the first", async () => {
  expect(tabsIn(main(await page("moorings", "?tab=nothing")))[0]).toBe("*About*");
});

test("what a module needs says how each of them is, and who needs it", async () => {
  const plugins = app.get(services.plugins);
  for (const id of ["products", "warehouse"]) await plugins.enable(admin.actor, id, { agreed: "everything" });
  expect(main(await page("warehouse", "?tab=needs"))).toMatch(
    /href="\/settings\/modules\/products">[^<]+<\/a> .*? On</,
  );
  expect(main(await page("products", "?tab=needs"))).toMatch(/Needed by.*href="\/settings\/modules\/warehouse"/);
});

test("what it keeps are its tables as they are in the database", async () => {
  expect(main(await page("warehouse", "?tab=data"))).toMatch(/Table<\/span> stock_documents <span class="muted">empty/);
  await app.records.create(systemActor("test"), "stock_location", { name: "Yard" });
  expect(main(await page("warehouse", "?tab=data"))).toMatch(/stock_locations <span class="muted">\d+ rows?</);
  expect(main(await page("moorings", "?tab=data"))).toContain("It has no tables of its own.");
});

test("one that is off is put away where its data stands, and switched on again where it is described", async () => {
  await app.get(services.plugins).disable(admin.actor, "moorings");
  expect(main(await page("moorings", "?tab=data"))).toContain('action="/settings/modules/moorings/removal"');
  expect(headings(await page("moorings"))).toEqual(expect.arrayContaining(["Who has it", "What it would add"]));
  const away = await admin.send("/settings/modules/moorings/removal");
  expect([away.status, away.headers.get("location")]).toEqual([303, "/settings/modules/moorings?tab=data"]);
});
