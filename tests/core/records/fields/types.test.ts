import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import type { FieldSchema } from "../../../../core/records/fields/field.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ background: true });
  await addBoats(app);
  admin = await app.person("admin");
});
afterAll(() => app.stop());

const define = async (key: string, schema: FieldSchema) =>
  await app.get(services.customFields).define(admin.actor, "boat", { key, schema });

const make = async (name: string, custom: object) => await app.records.create(admin.actor, "boat", { name, custom });

const namesWhere = async (filter: object): Promise<string[]> => {
  const { data } = await app.records.list(admin.actor, "boat", {
    filter: filter as never,
    sort: [{ field: "name", direction: "asc" }],
  });
  return data.map((one) => String(one["name"]));
};

async function textOf(lines: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of lines) parts.push(part);
  return Buffer.concat(parts).toString();
}

const exported = async (...fields: string[]): Promise<string> =>
  await textOf((await app.get(services.exports).open(admin.actor, "boat", { fields })).lines);

describe("a quantity", () => {
  test("takes no part of what cannot be divided, on any way in", async () => {
    await define("planks", { "x-type": "decimal", "x-unit": { label: { en: "pc", de: "Stk." }, decimals: 0 } });
    for (const value of ["256.76", 256.76, "0.5"])
      await expect(make("Half a plank", { planks: value })).rejects.toMatchObject({
        problems: [{ pointer: "/custom/planks", code: "too_many_decimals" }],
      });
    const page = await admin.send("/boats", { name: "By form", "custom.planks": "256.76", key: "" });
    expect(page.status).toBe(422);
    const { custom } = await make("Whole planks", { planks: "256.00" });
    expect(custom["planks"]).toBe("256");
  });

  test("is read and shown with its unit", async () => {
    await admin.send("/boats", { name: "Twelve planks", "custom.planks": "12 pc", key: "" });
    expect(await namesWhere({ field: "custom.planks", op: "eq", value: "12" })).toEqual(["Twelve planks"]);
    const list = await (await admin.visit("/boats?columns=name,custom.planks&filter[custom.planks]=12")).text();
    expect(list).toContain("12 pc");
  });
});

describe("a length of time", () => {
  test.each([
    ["1:30", 90],
    ["90", 90],
    ["1.5 h", 90],
    ["1h 30m", 90],
    ["2 hours", 120],
    ["45 min", 45],
  ])("typed as %s is %i minutes", async (typed, minutes) => {
    const { duration } = await import("../../../../core/records/fields/types/duration.ts");
    const reading = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };
    expect(duration.parse(typed, { "x-type": "duration" }, reading)).toEqual({ ok: true, value: minutes });
  });

  test.each([
    ["de", "1,5 Std.", "1 Std."],
    ["es", "1 hora 30 minutos", "1 h"],
    ["bg", "1 ч 30 мин", "1 ч"],
    ["zh-Hans", "1小时30分钟", "1小时"],
  ])("is typed and read in %s", async (language, typed, shown) => {
    const { duration } = await import("../../../../core/records/fields/types/duration.ts");
    const reading = { language, timeZone: "UTC", currency: "EUR", country: "" };
    expect(duration.parse(typed, { "x-type": "duration" }, reading)).toEqual({ ok: true, value: 90 });
    expect(duration.format(90, { "x-type": "duration" }, reading)).toContain(shown);
  });
});

describe("a tree", () => {
  const options = [
    { id: "eu", label: { en: "Europe", de: "Europa" } },
    { id: "de", label: { en: "Germany", de: "Deutschland" }, parent: "eu" },
    { id: "by", label: { en: "Bavaria", de: "Bayern" }, parent: "de" },
    { id: "fr", label: "France", parent: "eu" },
    { id: "asia", label: "Asia" },
    { id: "gdr", label: "GDR", parent: "eu", archived: true },
  ];

  test("is filtered by branch and shown with the way to the node", async () => {
    await define("waters", { "x-type": "tree", "x-options": options });
    await make("Isar", { waters: "by" });
    await make("Seine", { waters: "fr" });
    await make("Mekong", { waters: "asia" });
    expect(await namesWhere({ field: "custom.waters", op: "under", value: "de" })).toEqual(["Isar"]);
    expect(await namesWhere({ field: "custom.waters", op: "under", value: "eu" })).toEqual(["Isar", "Seine"]);
    expect(await namesWhere({ field: "custom.waters", op: "under", value: ["fr", "asia"] })).toEqual([
      "Mekong",
      "Seine",
    ]);
    const list = await (await admin.visit("/boats?columns=name,custom.waters&filter[custom.waters][under]=eu")).text();
    expect(list).toContain("Europe › Germany › Bavaria");
    expect(list).toContain("Europe and below");
    expect(await exported("name", "custom.waters")).toContain("Isar,Europe › Germany › Bavaria");
  });

  test("takes no archived node and none below one", async () => {
    await expect(make("Nowhere", { waters: "gdr" })).rejects.toMatchObject({ problems: [{ code: "not_an_option" }] });
  });

  test.each([
    [
      "a node below itself",
      [
        { id: "a", label: "A", parent: "b" },
        { id: "b", label: "B", parent: "a" },
      ],
    ],
    ["a node below nothing", [{ id: "a", label: "A", parent: "z" }]],
    [
      "more levels than people can follow",
      Array.from({ length: 12 }, (_, at) => ({ id: `n${at}`, label: "N", ...(at > 0 && { parent: `n${at - 1}` }) })),
    ],
  ])("with %s is refused", async (_, broken) => {
    await expect(define("bad_tree", { "x-type": "tree", "x-options": broken })).rejects.toMatchObject({
      problems: [{ code: "bad_branch" }],
    });
  });
});

describe("an address", () => {
  const home = { street: "Hauptstr. 5", postalCode: "10115", city: "Berlin", region: null, country: "DE" };

  test("is kept in parts, and found by city and country", async () => {
    await define("berth", { "x-type": "address", "x-label": "Berth" });
    const made = await make("Spree", { berth: { ...home, country: "de" } });
    await make("Thames", { berth: { street: "1 Quay", city: "London", country: "GB" } });
    expect(made.custom["berth"]).toEqual(home);
    const answer = await admin.api("GET", `/api/v1/boats/${made.id}`);
    expect(((await answer.json()) as { custom: object }).custom).toHaveProperty("berth", home);
    expect(await namesWhere({ field: "custom.berth.city", op: "eq", value: "Berlin" })).toEqual(["Spree"]);
    expect(await namesWhere({ field: "custom.berth.country", op: "in", value: ["GB", "FR"] })).toEqual(["Thames"]);
    expect(await namesWhere({ field: "custom.berth", op: "contains", value: "quay" })).toEqual(["Thames"]);
    const sorted = await app.records.list(admin.actor, "boat", {
      filter: { field: "custom.berth", op: "notEmpty" },
      sort: [{ field: "custom.berth.city", direction: "desc" }],
      limit: 1,
    });
    const next = await app.records.list(admin.actor, "boat", {
      filter: { field: "custom.berth", op: "notEmpty" },
      sort: [{ field: "custom.berth.city", direction: "desc" }],
      limit: 1,
      after: sorted.next ?? "",
    });
    expect([...sorted.data, ...next.data].map((one) => one["name"])).toEqual(["Thames", "Spree"]);
  });

  test("is typed in boxes of its own and written as its country writes it", async () => {
    const answer = await admin.send("/boats", {
      name: "Potomac",
      "custom.berth": "",
      "custom.berth.street": "600 Water St",
      "custom.berth.city": "Washington",
      "custom.berth.region": "DC",
      "custom.berth.postalCode": "20024",
      "custom.berth.country": "US",
      key: "",
    });
    expect(answer.status).toBe(303);
    const list = await (
      await admin.visit("/boats?columns=name,custom.berth&filter[custom.berth.city]=Washington")
    ).text();
    expect(list).toContain("600 Water St, Washington, DC 20024, United States");
    expect(list).toContain("Berth: City");
  });

  test("with a country that is none says so", async () => {
    await expect(make("Atlantis", { berth: { country: "XX" } })).rejects.toMatchObject({
      problems: [{ code: "not_a_country" }],
    });
  });
});

describe("a running number", () => {
  test("counts old records and new ones, and reads as the company writes it", async () => {
    const before = (await namesWhere({ field: "name", op: "notEmpty" })).length;
    await define("hull", { "x-type": "autoNumber", "x-prefix": "HULL-", "x-digits": 5 });
    await expect.poll(async () => (await namesWhere({ field: "custom.hull", op: "empty" })).length).toBe(0);
    const made = await make("Newest", {});
    expect(made.custom["hull"]).toBeGreaterThan(before - 1);
    const shown = `HULL-${String(made.custom["hull"]).padStart(5, "0")}`;
    expect(await namesWhere({ field: "custom.hull", op: "eq", value: shown })).toEqual(["Newest"]);
    expect(await exported("name", "custom.hull")).toContain(`Newest,${shown}`);
    await expect(make("Mine", { hull: 7 })).rejects.toMatchObject({ problems: [{ code: "read_only" }] });
  });
});

describe("a rating", () => {
  test("has as many stars as the company wants", async () => {
    await define("crew", { "x-type": "rating", maximum: 3 });
    await expect(make("Four stars", { crew: 4 })).rejects.toMatchObject({ problems: [{ code: "too_large" }] });
    expect((await make("Three stars", { crew: 3 })).custom["crew"]).toBe(3);
  });
});

describe("a default", () => {
  test("fits the field, or the field cannot be made", async () => {
    await expect(define("draft", { "x-type": "integer", maximum: 5, default: 9 })).rejects.toMatchObject({
      problems: [{ code: "bad_default" }],
    });
    await define("fee", { "x-type": "money", default: { amount: "10", currency: "EUR" } });
    expect((await make("With a fee", {})).custom["fee"]).toEqual({ amount: "10.00", currency: "EUR" });
  });
});
