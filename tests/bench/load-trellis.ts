// The same data as records of Trellis: search texts and keys are the product's own, made by its own functions.
import type { Database } from "../../core/db/database.ts";
import { copyIn, copyText } from "../../core/db/copy.ts";
import { systemActor } from "../../core/kernel/actor.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import type { FieldSchema } from "../../core/records/fields/field.ts";
import type { Kind } from "../../core/records/kind.ts";
import { searchText } from "../../core/records/search/search-text.ts";
import { services } from "../../core/sdk/services.ts";
import { uuidOf } from "./ids.ts";
import { gathered, linesOf, type Source } from "./load-raw.ts";

const actor = systemActor("bench");
const PEOPLE = 50;
const sources = ["web", "referral", "event", "partner", "cold_call", "ads", "import", "other"];
export const stageNames = ["new", "qualified", "proposal", "negotiation", "won", "lost"];

const optionsOf = (ids: readonly string[]) => ids.map((id) => ({ id, label: id }));

const contactFields: Readonly<Record<string, FieldSchema>> = {
  text: { "x-type": "text" },
  number: { "x-type": "decimal", minimum: 0, "x-decimals": 2 },
  day: { "x-type": "date" },
  origin: { "x-type": "choice", "x-options": optionsOf(sources) },
  flag: { "x-type": "boolean" },
};
const dealFields: Readonly<Record<string, FieldSchema>> = {
  text: { "x-type": "text" },
  score: { "x-type": "decimal", "x-decimals": 2 },
  type: { "x-type": "choice", "x-options": optionsOf(["new_business", "renewal", "upsell"]) },
};

export async function loadTrellis(get: Get, source: Source): Promise<void> {
  const [db, kinds, fields] = [get(services.db), get(services.kinds), get(services.customFields)];
  await people(db);
  for (const [key, schema] of Object.entries(contactFields)) await fields.define(actor, "contact", { key, schema });
  for (const [key, schema] of Object.entries(dealFields)) await fields.define(actor, "deal", { key, schema });
  await pipeline(db);
  await copyRows(
    db,
    kinds.get("company"),
    companyColumns,
    gathered(linesOf(source, "companies"), companyRow(kinds.get("company"))),
  );
  await copyRows(
    db,
    kinds.get("contact"),
    contactColumns(kinds.get("contact")),
    gathered(linesOf(source, "contacts"), contactRow(kinds.get("contact"))),
  );
  await copyRows(
    db,
    kinds.get("deal"),
    dealColumns(kinds.get("deal")),
    gathered(linesOf(source, "deals"), dealRow(kinds.get("deal"))),
  );
  await expertIndexes(db, kinds.get("contact"));
  for (const table of ["companies", "contacts", "deals", "deal_totals"])
    await db.query({ text: `vacuum analyze ${table}` });
}

/** Fifty colleagues; the first may do everything. */
export async function people(db: Database): Promise<void> {
  const rows = Array.from({ length: PEOPLE }, (_, at) => ({
    id: uuidOf("user", at + 1),
    name: `Person ${at + 1}`,
    email: `person${at + 1}@bench.example`,
  }));
  const text = `insert into users (id, name, email, state, created_by, updated_by) select id, name, email, 'active', 'bench', 'bench'
    from jsonb_to_recordset($1) as x(id uuid, name text, email text)`;
  await db.query({ text, values: [JSON.stringify(rows)] });
  await db.query({ text: "insert into user_roles (user_id, role) values ($1, 'admin')", values: [uuidOf("user", 1)] });
  await db.query({
    text: `insert into settings (path, value) values ('company.currency', '"EUR"'), ('company.country', '"PL"')`,
  });
}

async function pipeline(db: Database): Promise<void> {
  const id = uuidOf("pipeline", 1);
  await db.query({
    text: "insert into pipelines (id, name, is_default, created_by, updated_by) values ($1, 'Sales', true, 'bench', 'bench')",
    values: [id],
  });
  const text =
    "insert into stages (id, pipeline_id, name, position, type, probability, created_by, updated_by) values ($1, $2, $3, $4, $5, $6, 'bench', 'bench')";
  for (const [at, name] of stageNames.entries()) {
    const type = name === "won" || name === "lost" ? name : "open";
    await db.query({
      text,
      values: [uuidOf("stage", at), id, name, at, type, type === "open" ? 10 + at * 20 : type === "won" ? 100 : 0],
    });
  }
}

/** Where the values of a custom field stand. */
export const column = (kind: Kind, key: string): string => kind.byPath.get(`custom.${key}`)?.columns[0] ?? "";
const system = ["id", "created_by", "updated_by", "created_at", "updated_at", "search", "keys"];

const companyColumns = [...system, "name", "domain", "city"];
const contactColumns = (kind: Kind) => [
  ...system,
  "name",
  "email",
  "phone",
  "company_id",
  "owner_id",
  "city",
  ...Object.keys(contactFields).map((key) => column(kind, key)),
];
const dealColumns = (kind: Kind) => [
  ...system,
  "name",
  "amount",
  "amount_currency",
  "base_amount",
  "base_amount_currency",
  "rate",
  "pipeline_id",
  "stage_id",
  "status",
  "owner_id",
  "contact_id",
  "opened_on",
  "close_date",
  "closed_on",
  ...Object.keys(dealFields).map((key) => column(kind, key)),
];

async function copyRows(
  db: Database,
  kind: Kind,
  columns: readonly string[],
  lines: AsyncIterable<string>,
): Promise<void> {
  await withoutIndexes(db, kind.table, () =>
    copyIn(db, `copy ${kind.table} (${columns.join(", ")}) from stdin`, lines),
  );
}

/** Indexes wait until the rows are there. */
export async function withoutIndexes(db: Database, table: string, fill: () => Promise<unknown>): Promise<void> {
  const text = `select indexname as name, indexdef as def from pg_indexes where tablename = $1 and indexdef not like '%UNIQUE%'`;
  const indexes = await db.query<{ name: string; def: string }>({ text, values: [table] });
  for (const { name } of indexes) await db.query({ text: `drop index ${name}` });
  await fill();
  for (const { def } of indexes) await db.query({ text: def });
}

// The baseline has this index too: "the indexes an expert would add".
async function expertIndexes(db: Database, kind: Kind): Promise<void> {
  const [origin, number] = [column(kind, "origin"), column(kind, "number")];
  await db.query({
    text: `create index contacts_origin_number on contacts (${origin}, ${number} desc, id desc) where deleted_at is null and ${number} is not null`,
  });
}

const tabbed = (values: readonly (string | null)[]): string =>
  values.map((value) => (value === null || value === "" ? "\\N" : copyText(value))).join("\t");

const keysText = (keys: readonly string[]): string =>
  `{${keys.map((key) => `"${key.replace(/(["\\])/g, "\\$1")}"`).join(",")}}`;

function head(kind: Kind, id: string, at: string, record: Readonly<Record<string, unknown>>): (string | null)[] {
  const keys = kind.hooks?.keys?.(record) ?? [];
  return [id, "bench", "bench", at, at, searchText(kind, (path) => record[path] ?? null), keysText(keys)];
}

const companyRow =
  (kind: Kind) =>
  (line: string): string => {
    const [id = "", name = "", domain = "", city = "", at = ""] = line.split(",");
    return tabbed([...head(kind, uuidOf("company", id), at, { name, domain, city }), name, domain, city]);
  };

const contactRow =
  (kind: Kind) =>
  (line: string): string => {
    const [id = "", name = "", email = "", phone = "", company = "", owner = "", at = "", city = "", ...custom] =
      line.split(",");
    const start = head(kind, uuidOf("contact", id), at, { name, email, phone, city });
    return tabbed([...start, name, email, phone, uuidOf("company", company), uuidOf("user", owner), city, ...custom]);
  };

const dealRow =
  (kind: Kind) =>
  (line: string): string => {
    const [
      id = "",
      name = "",
      amount = "",
      currency = "",
      stage = "",
      owner = "",
      contact = "",
      close = "",
      at = "",
      ...custom
    ] = line.split(",");
    const status = stage === "won" || stage === "lost" ? stage : "open";
    const day = at.slice(0, 10);
    const facts = [
      name,
      amount,
      currency,
      amount,
      "EUR",
      "1",
      uuidOf("pipeline", 1),
      uuidOf("stage", stageNames.indexOf(stage)),
      status,
    ];
    return tabbed([
      ...head(kind, uuidOf("deal", id), at, { name }),
      ...facts,
      uuidOf("user", owner),
      uuidOf("contact", contact),
      day,
      close,
      status === "open" ? null : day,
      ...custom,
    ]);
  };
