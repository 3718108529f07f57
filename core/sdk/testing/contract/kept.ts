// What a plugin holds: records of its kinds, and values of its fields on records of others.
import { isObject } from "../../../kernel/json.ts";
import type { FieldSchema } from "../../../records/fields/field.ts";
import type { Rec } from "../../../records/record.ts";
import { services } from "../../services.ts";
import { filled, leadingTo, valueFor } from "./filled.ts";
import { type Office, tester } from "./office.ts";

/** Values of a record of a kind that cannot be made up from its fields; where one is chosen, values make a record of its own. */
export type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Held {
  readonly kind: string;
  readonly id: string;
}

/** A record of each of its kinds, and one of each kind it adds fields to with a value in each that can be made up. */
export async function fill(office: Office, given: Given): Promise<readonly Held[]> {
  const { app, files } = office;
  const held = await recordOfEach(office, given);
  for (const kind of new Set(files.fields.map((field) => field.kind)).intersection(ordinary)) {
    const id = await ordinaryRecord(office, kind);
    const values = files.fields
      .filter((field) => field.kind === kind)
      .map(({ key, schema }) => [key, valueFor(schema)]);
    await app.records.change(tester, kind, id, { custom: Object.fromEntries(values) });
    held.push({ kind, id });
  }
  return held;
}

/** What a record has to lead to is made before it. */
async function recordOfEach(office: Office, given: Given): Promise<Held[]> {
  const made = new Map<string, string>();
  const make = async (kind: string, said: Given[string] = given[kind] ?? {}): Promise<string> => {
    const fields = fieldsOf(office, kind);
    const led: Record<string, string> = {};
    for (const [key, to] of leadingTo(fields)) {
      const own = said[key];
      led[key] = isObject(own) ? await make(to, { ...given[to], ...own }) : (made.get(to) ?? (await recordOf(to)));
    }
    const { id } = await office.app.records.create(tester, kind, { ...filled(fields), ...said, ...led });
    return id;
  };
  const recordOf = async (kind: string): Promise<string> => {
    const id = ordinary.has(kind) ? await ordinaryRecord(office, kind) : await make(kind);
    made.set(kind, id);
    return id;
  };
  for (const { name } of office.files.kinds) if (!made.has(name)) await recordOf(name);
  return [...made].map(([kind, id]) => ({ kind, id }));
}

/** Those of its own kinds, and of kinds that the plugins it needs have brought. */
function fieldsOf({ app, files }: Office, kind: string): Readonly<Record<string, FieldSchema>> {
  const own = files.kinds.find(({ name }) => name === kind);
  const { fields } = app.get(services.kinds).get(kind);
  return (
    own?.fields ?? Object.fromEntries(fields.filter(({ custom }) => !custom).map(({ key, schema }) => [key, schema]))
  );
}

/** Kinds of the core that everybody writes all day. */
export const ordinary: ReadonlySet<string> = new Set(["company", "contact", "deal"]);

/** A new record such as people write all day; answers its id. */
export async function ordinaryRecord({ app, admin }: Office, kind: string): Promise<string> {
  if (kind === "deal") return await app.deal(admin.actor, "A hundred chairs");
  return (await app.records.create(admin.actor, kind, { name: "Kolev" })).id;
}

/** What is held now, without who wrote when, and what companies that were renamed meanwhile were called. */
export async function read({ app }: Office, held: readonly Held[]): Promise<readonly Rec[]> {
  const records: Rec[] = [];
  for (const { kind, id } of held) {
    const all = await app.records.get(tester, kind, id);
    const { version: _v, updatedAt: _at, updatedBy: _by, formerNames: _former, ...values } = all;
    records.push(values as unknown as Rec);
  }
  return records;
}
