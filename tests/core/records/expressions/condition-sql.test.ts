// A condition that is asked of many records in SQL says of each what working it out for this one says.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../../core/kernel/actor.ts";
import { type Asked, readAsked } from "../../../../core/records/expressions/condition-sql.ts";
import * as f from "../../../../core/records/fields/define.ts";
import { createKindTable } from "../../../../core/records/kind-tables/table.ts";
import type { Kind, KindDefinition } from "../../../../core/records/kind.ts";
import { Params } from "../../../../core/records/query/sql.ts";
import type { Rec } from "../../../../core/records/record.ts";
import { valueAt } from "../../../../core/records/store/draft.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";

const offer: KindDefinition = {
  name: "offer",
  plural: "offers",
  table: "plugin_offers.offers",
  owner: "core",
  icon: "file",
  titleField: "name",
  listColumns: ["name"],
  searchable: ["name"],
  ownerField: "owner",
  fields: {
    name: f.text({ required: true }),
    amount: f.money(),
    cost: f.money(),
    discount: f.percent(),
    pieces: f.integer(),
    rig: f.choice(f.options("rig", ["sloop", "ketch"])),
    type: f.text(),
    sent: f.date(),
    due: f.date(),
    seen: f.dateTime(),
    urgent: f.boolean(),
    paid: f.boolean(),
    tags: f.tags(),
    place: { "x-type": "address" },
    owner: f.user(),
  },
};

let app: TestApp;
let ana: TestPerson;
let kind: Kind;
let all: readonly Rec[];
let actor: Actor;

const texts = ["", "Oak", "oak", "Ö-ak", "100%", "a_b"];
const days = [null, "2020-02-29", "2026-11-26", "2026-11-27", "2031-01-01"];
const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

function valuesOf(n: number, owner: string): Record<string, unknown> {
  const money = (amount: string | null, currency: string) => (amount === null ? null : { amount, currency });
  return {
    name: `Offer ${n}`,
    amount: money(pick([null, "0", "9999.99", "10000", "10000.01", "-5"], n), pick(["EUR", "USD"], n)),
    cost: money(pick([null, "10000", "1"], n), "EUR"),
    discount: pick([null, "0", "12.5"], n),
    pieces: pick([null, 0, 7, 12], n),
    rig: pick([null, "sloop", "ketch"], n),
    type: pick(texts, n) || null,
    sent: pick(days, n),
    due: pick(days, n + (n % 3)),
    seen: pick([null, "2026-11-26T23:30:00.123Z", "2030-01-01T00:00:00Z"], n),
    urgent: pick([null, true, false], n),
    paid: pick([true, null, false, true], n),
    tags: pick([null, ["a"], ["a", "b"], ["Oak"]], n),
    place: pick([null, { city: "Varna" }], n),
    owner: pick([null, owner], n),
  };
}

beforeAll(async () => {
  app = await startTestApp();
  await app.db.transaction(async (trx) => await createKindTable(trx, offer));
  app.get(services.contributions).hostFor("test", []).kind(offer);
  await app.get(services.definitions).refresh();
  kind = app.get(services.kinds).get("offer");
  const team = await app.records.create(system, "team", { name: "North" });
  ana = await app.person("sales", { name: "Ana", team: team.id });
  actor = ana.actor;
  const made = Array.from({ length: 120 }, (_, n) => valuesOf(n, ana.id));
  for (const input of made) await app.records.create(system, "offer", input);
  const pages = await Promise.all([
    app.records.list(system, "offer", { limit: 60, sort: [{ field: "createdAt", direction: "asc" }] }),
    app.records.list(system, "offer", { limit: 60, sort: [{ field: "createdAt", direction: "desc" }] }),
  ]);
  all = pages.flatMap(({ data }) => data);
});
afterAll(() => app.stop());

function asked(source: string): Asked {
  const read = readAsked(kind, source);
  if (!read.ok) throw new Error(`${source}: ${JSON.stringify(read.mistake)}`);
  return read.asked;
}

const zone = "Europe/Sofia";

async function bySql(source: string): Promise<string[]> {
  const params = new Params();
  const where = asked(source).sql({ alias: "t", params, actor, zone });
  const text = `select t.id from plugin_offers.offers t where ${where}`;
  const rows = await app.db.query<{ id: string }>({ text, values: params.values });
  return rows.map(({ id }) => id).sort();
}

function byRecord(source: string): string[] {
  const { expression } = asked(source);
  const holds = (record: Rec): boolean => {
    const out = expression.run({ get: (path) => valueAt(record, path), zone, actor, now: Date.now() });
    return out.ok && out.value === true;
  };
  return all
    .filter(holds)
    .map(({ id }) => id)
    .sort();
}

const single = [
  "amount < 10000",
  "amount <= 10000.00",
  "amount > -1",
  "amount == 10000",
  "amount != 10000",
  "amount == cost",
  "amount != cost",
  "amount > cost",
  "cost == null",
  "amount != null",
  'currency(amount) == "EUR"',
  'currency(amount) != "EUR"',
  "discount >= 12.5",
  "pieces == 0",
  "pieces != 7",
  'rig == "sloop"',
  'rig != "sloop"',
  'rig in ["sloop", "ketch"]',
  "isBlank(rig)",
  "isBlank(place)",
  "!isBlank(place)",
  'type == "Oak"',
  'type != "Oak"',
  'type == ""',
  'type.contains("a")',
  'contains(type, "%")',
  'startsWith(type, "a_")',
  'type.endsWith("ak")',
  'type.endsWith("a long text that none of them ends with")',
  "isBlank(type)",
  "type == name",
  "sent < today",
  "sent == today",
  "sent != today",
  "sent + 30 > due",
  "sent >= today - 3650",
  "sent == due",
  'due > date("2026-11-26")',
  "seen < now",
  "seen == null",
  "urgent",
  "!urgent",
  "urgent == paid",
  "urgent != true",
  "urgent == null",
  '"a" in tags',
  "type in tags",
  "isBlank(tags)",
  "owner == actor.id",
  "owner != actor.id",
  'actor.id in ["nobody"]',
  '"sales" in actor.roles',
  "owner in actor.teams",
  "true",
  "!(amount < 10000)",
];

describe("asked in SQL and worked out, it is true of the same records", () => {
  test("and of some, but not all, for most of them", () => {
    expect(all).toHaveLength(120);
    const telling = single.filter((source) => ![0, all.length].includes(byRecord(source).length));
    expect(telling.length).toBeGreaterThan(40);
  });

  test.each(single)("%s", async (source) => {
    expect(await bySql(source)).toEqual(byRecord(source));
  });

  test("however they are put together", async () => {
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom(...single),
        fc.tuple(tie("node"), fc.constantFrom("&&", "||"), tie("node")).map(([a, op, b]) => `(${a}) ${op} (${b})`),
        tie("node").map((one) => `!(${one})`),
        fc.tuple(tie("node"), tie("node"), tie("node")).map(([when, yes, no]) => `(${when}) ? (${yes}) : (${no})`),
      ),
    }));
    const same = async (source: string): Promise<void> => {
      expect(await bySql(source)).toEqual(byRecord(source));
    };
    await fc.assert(fc.asyncProperty(node, same), { numRuns: 120 });
  });
});

function mistake(source: string): string {
  const read = readAsked(kind, source);
  return read.ok ? "fine" : `${read.mistake.code} ${read.mistake.line}:${read.mistake.column}`;
}

describe("refused, because it cannot be asked of all records at once, is", () => {
  test.each([
    ["amount * 2 > 10", "expression_not_askable 1:1"],
    ["amount > 0 && size(name) > 3", "expression_not_askable 1:15"],
    ['regex(name, "^A")', "expression_not_askable 1:1"],
    ["tags.exists(tag, tag == name)", "expression_not_askable 1:1"],
    ["year(sent) == 2026", "expression_not_askable 1:1"],
    ["sent + pieces > today", "expression_not_askable 1:1"],
    ["sent + 99999 > today", "expression_not_askable 1:1"],
    ["amount", "expression_not_yes_or_no 1:1"],
    ["amont > 1", "expression_unknown_name 1:1"],
    ['rig == "slop"', "expression_unknown_option 1:8"],
    ["amount > ", "expression_syntax 1:10"],
    ['name == "\\u0000"', "expression_not_askable 1:9"],
  ])("%s", (source, said) => {
    expect(mistake(source)).toBe(said);
  });

  test("one of more than a thousand signs", () => {
    expect([mistake("urgent".padEnd(1_000)), mistake("urgent".padEnd(1_001))]).toEqual([
      "fine",
      "expression_too_long 1:1",
    ]);
  });
});
