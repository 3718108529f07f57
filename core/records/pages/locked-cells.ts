// Which cells of a list take no other value: rules look at each record as it stands, also at what the list does not show.
import { type Actor, systemActor } from "../../kernel/actor.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { type CompiledRule, rulesOf } from "../rules/compiled.ts";
import { hiddenFields, lockedFields } from "../rules/judge.ts";
import { placeOf } from "../rules/place-of.ts";
import { draftOf } from "../store/draft.ts";
import type { Parts } from "./parts.ts";

/** By the record's id, the paths of fields that are locked, or not there, for it. */
export type LockedCells = ReadonlyMap<string, ReadonlySet<string>>;

/** What one question to the store answers; a page that shows more leaves the rest to the refusal. */
const MOST = 200;
const rulesLook = systemActor("rules");

/** Costs nothing where no rule is about what the list shows. */
export async function lockedCells(
  parts: Pick<Parts, "kinds" | "records" | "through">,
  actor: Actor,
  name: string,
  shown: { readonly records: readonly Rec[]; readonly columns: readonly Field[] },
): Promise<LockedCells> {
  const kind = parts.kinds.get(name);
  const paths = new Set(shown.columns.map(({ path }) => path));
  const { readOnly, visible } = rulesOf(kind).of;
  const rules = [...readOnly, ...visible].filter(({ field }) => field !== null && paths.has(field));
  if (rules.length === 0 || shown.records.length === 0) return new Map();
  const { timeZone: zone } = await parts.through.company();
  const whole = await wholeRecords(parts, kind, rules, shown.records);
  const staged = rules.some(({ stage }) => stage !== null);
  return await parts.through.db.transaction(async (db) => {
    const locked = new Map<string, ReadonlySet<string>>();
    for (const record of whole) {
      const draft = draftOf(record.id, record, new Map());
      const place = staged ? await placeOf(kind, draft, { actor, db, kinds: parts.kinds }) : undefined;
      const judged = { kind, seen: kind, draft, actor, zone, place, asked: new Map() };
      locked.set(record.id, new Set([...(await lockedFields(judged)).keys(), ...(await hiddenFields(judged))]));
    }
    return locked;
  });
}

/** The records with what these rules look at, whoever may see it. */
async function wholeRecords(
  { records }: Pick<Parts, "records">,
  kind: Kind,
  rules: readonly CompiledRule[],
  shown: readonly Rec[],
): Promise<readonly Rec[]> {
  const looksAt = new Set(rules.flatMap((rule) => [...rule.looksAt]));
  const fields = [...looksAt, ...(kind.boardField ? [kind.boardField] : [])];
  const ids = shown.slice(0, MOST).map(({ id }) => id);
  const filter = { field: "id", op: "in", value: ids } as const;
  return (await records.list(rulesLook, kind.name, { filter, fields: [...new Set(fields)], limit: MOST })).data;
}
