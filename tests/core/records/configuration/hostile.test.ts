// Documents from people who want to stop the server: refused quickly, with nothing written, while others go on working.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { hostileSchemas, nested } from "../../../support/hostile-schemas.ts";
import { quickly, watchStalls } from "../../../support/quickly.ts";

let app: TestApp;
let admin: TestPerson;
let before: unknown;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  before = await app.get(services.configuration).export();
});
afterAll(() => app.stop());
watchStalls();

const apply = async (document: object): Promise<unknown> =>
  await quickly(() =>
    app
      .get(services.configuration)
      .apply(admin.actor, { format: "trellis-configuration/1", ...document }, { told: () => undefined })
      .catch((error: unknown) => error),
  );

describe("a document with a hostile schema", () => {
  test.each(hostileSchemas)("with %s is refused", async (_, schema) => {
    const fields = { "contact.bad": { state: "active", schema: JSON.parse(schema) as unknown } };
    expect(await apply({ fields })).toMatchObject({ status: 422, code: "configuration.invalid" });
  });
});

const deep = JSON.parse(nested(200_000)) as unknown;
const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`p${at}`, at]));
const vessel = { plural: "vessels", state: "active", one: { en: "Vessel" }, many: { en: "Vessels" } };

describe("a hostile document", () => {
  test.each([
    ["a depth of 200,000 in words", { words: { "de/deals.many": deep } }],
    ["a depth of 200,000 in a kind", { kinds: { vessel: { ...vessel, listColumns: deep } } }],
    ["a depth of 200,000 in a view", { views: { "deals/All": { query: { filter: deep }, columns: null } } }],
    [
      "a depth of 30 in a view",
      { views: { "deals/All": { query: { filter: JSON.parse(nested(28)) }, columns: null } } },
    ],
    ["20,000 properties of a kind", { kinds: { vessel: { ...vessel, ...wide } } }],
    ["20,000 languages of a kind", { kinds: { vessel: { ...vessel, one: wide } } }],
    ["20,000 modes of a field", { fieldAccess: { deal: { amount: wide } } }],
    ["a megabyte of a condition", { rules: { "deal/Bad": { effect: "valid", condition: "(".repeat(1_000_000) } } }],
    [
      "a layout of 100,000 columns",
      { layouts: { "deal/sales": { list: Array.from({ length: 100_000 }, () => "name") } } },
    ],
    ["a million signs of a word", { words: { "de/deals.many": "a".repeat(1_000_000) } }],
    ["a message that never ends", { words: { "de/deals.many": "{a, plural, other {".repeat(20_000) } }],
  ])("with %s is refused", async (_, document) => {
    expect(await apply(document)).toMatchObject({ status: 422, code: "configuration.invalid" });
  });

  test("leaves nothing behind", async () => {
    expect(await app.get(services.configuration).export()).toEqual(before);
  });
});

describe("an item of a shape that nobody expects", () => {
  const shapes: readonly unknown[] = [null, 7, "text", true, [], {}, { state: "active" }, { schema: null }, [[]]];
  const names = ["contact.bad", "contact", "deal/Bad", "de/deals.many", "sales", "vessel", ""];

  test("is refused with its place in every section, whatever it is called", async () => {
    const sections = Object.keys(before as object).filter((name) => name !== "format");
    expect(sections.length).toBeGreaterThan(8);
    const items = sections.flatMap((section) =>
      names.flatMap((name) => shapes.map((shape) => ({ section, name, shape }))),
    );
    const wrong: string[] = [];
    for (const { section, name, shape } of items) {
      const error = (await apply({ [section]: { [name]: shape } })) as { status?: number; message?: string };
      const isFine = typeof error === "number" || [400, 404, 409, 422].includes(error.status ?? 500);
      if (!isFine) wrong.push(`${section}/${name}: ${JSON.stringify(shape)}: ${error.message}`);
    }
    expect(wrong).toEqual([]);
  });
});
