// A million contacts with twenty custom fields, in our tables and as bare columns: the same values from the same numbers.
import type { Database } from "../../core/db/database.ts";
import { systemActor } from "../../core/kernel/actor.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import type { FieldSchema } from "../../core/records/fields/field.ts";
import { services } from "../../core/sdk/services.ts";
import { column, people, withoutIndexes } from "./load-trellis.ts";

interface Example {
  readonly key: string;
  readonly schema: FieldSchema;
  /** Column type of the baseline. */
  readonly type: string;
  /** SQL of the value of contact number `i`. */
  readonly value: string;
}

const options = Array.from({ length: 25 }, (_, at) => ({ id: `o${at}`, label: `Option ${at}` }));
const several = (name: string, count: number, rest: Omit<Example, "key">): Example[] =>
  Array.from({ length: count }, (_, at) => ({ ...rest, key: `f_${name}_${at + 1}` }));

/** The first three have an index: the list is filtered by a common or a rare value, and sorted by the turnover. */
export const examples: readonly Example[] = [
  {
    key: "f_area",
    schema: { "x-type": "choice", "x-options": options, "x-indexed": true },
    type: "text",
    value: "'o' || i % 25",
  },
  {
    key: "f_turnover",
    schema: { "x-type": "decimal", "x-decimals": 2, "x-indexed": true },
    type: "numeric",
    value: "(i * 7919 % 100000000) / 100.0",
  },
  {
    key: "f_number",
    schema: { "x-type": "integer", "x-indexed": true },
    type: "bigint",
    value: "i % 10000",
  },
  ...several("note", 4, { schema: { "x-type": "text" }, type: "text", value: "'some words ' || i % 997" }),
  ...several("count", 2, { schema: { "x-type": "integer" }, type: "bigint", value: "i % 1000" }),
  ...several("share", 3, { schema: { "x-type": "decimal" }, type: "numeric", value: "i % 777 / 10.0" }),
  ...several("day", 3, { schema: { "x-type": "date" }, type: "date", value: "date '2020-01-01' + (i % 2000)::int" }),
  ...several("kind", 2, {
    schema: { "x-type": "choice", "x-options": options },
    type: "text",
    value: "'o' || i % 7",
  }),
  ...several("flag", 3, { schema: { "x-type": "boolean" }, type: "boolean", value: "i % 3 = 0" }),
];

const indexed = examples.filter(({ schema }) => schema["x-indexed"]).map(({ key }) => key);

const base = {
  created_at: "timestamptz '2026-11-01' - i * interval '37 seconds'",
  name: "'Person ' || i",
  email: "'person' || i || '@fields.example'",
  city: "'City ' || i % 313",
};

/** `more` are columns besides, as SQL of contact number `i`. */
export async function fillOwn(get: Get, contacts: number, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const [db, kinds, fields] = [get(services.db), get(services.kinds), get(services.customFields)];
  await people(db);
  for (const { key, schema } of examples) await fields.define(systemActor("bench"), "contact", { key, schema });
  const kind = kinds.get("contact");
  const own = {
    ...base,
    ...more,
    id: "('00000000-0000-7000-8300-' || lpad(to_hex(i), 12, '0'))::uuid",
    created_by: "'bench'",
    updated_by: "'bench'",
    search: "' person ' || i || ' person' || i || '@fields.example'",
    keys: "array['e:person' || i || '@fields.example']",
  };
  const values = { ...own, ...Object.fromEntries(examples.map(({ key, value }) => [column(kind, key), value])) };
  await withoutIndexes(db, kind.table, () => fill(db, kind.table, values, contacts));
  await get(services.fieldIndexes).work({ signal: new AbortController().signal });
  await db.query({ text: "vacuum analyze contacts" });
}

export async function fillRaw(db: Database, contacts: number): Promise<void> {
  const columns = examples.map(({ key, type }) => `${key} ${type}`).join(", ");
  await db.query({
    text: `create table contacts (id bigint primary key, created_at timestamptz, name text, email text, city text, ${columns})`,
  });
  const values = { id: "i", ...base, ...Object.fromEntries(examples.map(({ key, value }) => [key, value])) };
  await fill(db, "contacts", values, contacts);
  for (const shape of ["(created_at desc, id desc)", ...indexed.map((key) => `(${key}, id)`)])
    await db.query({ text: `create index on contacts ${shape}` });
  await db.query({ text: "vacuum analyze contacts" });
}

const fill = async (db: Database, table: string, values: Readonly<Record<string, string>>, contacts: number) =>
  await db.query({
    text: `insert into ${table} (${Object.keys(values).join(", ")})
      select ${Object.values(values).join(", ")} from generate_series(1, $1::bigint) i`,
    values: [contacts],
  });
