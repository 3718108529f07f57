// A database with a pipeline to sell in, and people to sell: what most tests about deals begin with.
import { readerOf } from "../../core/db/reader.ts";
import { deal } from "../../core/deals/deal.ts";
import { lossReason } from "../../core/deals/loss-reason.ts";
import { pipeline } from "../../core/deals/pipeline.ts";
import { openSales, type Sales } from "../../core/deals/sales.ts";
import type { LossReason, Stage } from "../../core/deals/setup.ts";
import { stage } from "../../core/deals/stage.ts";
import type { Actor, Scope } from "../../core/kernel/actor.ts";
import { systemActor } from "../../core/kernel/actor.ts";
import type { KindDefinition } from "../../core/records/kind.ts";
import { Kinds } from "../../core/records/kinds.ts";
import { Cursors } from "../../core/records/query/cursor.ts";
import type { Input, Rec } from "../../core/records/record.ts";
import type { Records } from "../../core/records/records.ts";
import { RecordStore } from "../../core/records/store/store.ts";
import * as f from "../../core/records/fields/define.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";

const setUp = systemActor("setup", "setup");

// Users stand in for themselves here: deals only need somebody to belong to.
const people: KindDefinition = {
  name: "user",
  plural: "users",
  table: "users",
  owner: "core",
  icon: "user",
  titleField: "name",
  listColumns: ["name"],
  searchable: ["name"],
  fields: { name: f.text({ required: true }) },
};
const companies: KindDefinition = { ...people, name: "company", plural: "companies", table: "companies" };

export interface Selling {
  readonly test: TestDatabase;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly sales: Sales;
  readonly deals: Sales["deals"];
  readonly pipelines: Sales["pipelines"];
  readonly pipelineId: string;
  /** Of the first pipeline, by name. */
  readonly stages: Readonly<Record<string, Stage>>;
  readonly reasons: Readonly<Record<string, LossReason>>;
  /** Somebody with rights `deals.*` up to this reach, on the same team as everybody in `mates`. */
  person(name: string, scope?: Scope, mates?: readonly string[]): Promise<Actor>;
  create(actor: Actor, input?: Input): Promise<Rec>;
}

/** Opens the simple pipeline: New 10 %, Qualified 40 %, Offer 70 %, Won, Lost; the company's currency is EUR. */
export async function openSelling(): Promise<Selling> {
  const test = await freshDatabase();
  const kinds = new Kinds();
  for (const definition of [people, companies, pipeline, stage, lossReason, deal]) kinds.add(definition);
  const company = { currency: "EUR", country: "DE", timeZone: "Europe/Berlin" };
  await saveCompany(test);
  const through = {
    db: test.db,
    kinds,
    cursors: new Cursors("a secret of tests"),
    company: () => Promise.resolve(company),
    catchUp: async () => undefined,
    announce: () => undefined,
  };
  const records = new RecordStore(through);
  const sales = openSales({
    db: test.db,
    reader: readerOf(test.db),
    records,
    through,
    say: (_language, key) => key.split(".").at(-1) ?? key,
  });
  const { pipelines } = sales;
  const { id } = await pipelines.createFromTemplate(setUp, "simple", "en");
  const { stages } = await pipelines.get(setUp, id);
  return {
    test,
    records,
    kinds,
    sales,
    pipelines,
    deals: sales.deals,
    pipelineId: id,
    stages: Object.fromEntries(stages.map((one) => [one.name, one])),
    reasons: Object.fromEntries((await pipelines.lossReasons(setUp)).map((one) => [one.name, one])),
    person: (name, scope = "all", mates = []) => person(records, { name, scope, mates }),
    create: (actor, input = {}) => records.create(actor, "deal", { name: "Fifty chairs", ...input }),
  };
}

async function saveCompany({ db }: TestDatabase): Promise<void> {
  await db.query({
    text: `insert into settings (path, value) values ('company.currency', '"EUR"'), ('company.timeZone', '"Europe/Berlin"')
      on conflict (path) do update set value = excluded.value`,
  });
}

const rights = ["read", "create", "change", "delete", "close", "reopen"];

async function person(
  records: Records,
  { name, scope, mates }: { name: string; scope: Scope; mates: readonly string[] },
): Promise<Actor> {
  const user = await records.create(setUp, "user", { name });
  const own = rights.map((right): [string, Scope] => [`deals.${right}`, scope]);
  const others = [
    "pipelines.read",
    "stages.read",
    "lossReasons.read",
    "loss-reasons.read",
    "companies.read",
    "users.read",
  ];
  return {
    id: user.id,
    kind: "person",
    name,
    source: "page",
    language: "en",
    timeZone: "Europe/Berlin",
    roles: ["sales"],
    teamIds: [],
    teamMates: [user.id, ...mates],
    subtreeMates: [user.id, ...mates],
    grants: new Map([...own, ...others.map((right): [string, Scope] => [right, "all"])]),
  };
}

/** The same person with more rights, or through another door. */
export const withRights = (actor: Actor, more: Readonly<Record<string, Scope>>, source = actor.source): Actor => ({
  ...actor,
  source,
  grants: new Map([...actor.grants, ...Object.entries(more)]),
});

export { setUp };
