// A kind as its rules leave it for one record: fields that are not there, that are locked, that are needed.
import { systemActor } from "../../kernel/actor.ts";
import { sees } from "../access/seen-values.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { foldedFields, hasConditions } from "../layouts/folded.ts";
import type { Rec } from "../record.ts";
import { type CompiledRule, rulesOf } from "../rules/compiled.ts";
import { hiddenFields, type Judged, lockedFields, neededFields } from "../rules/judge.ts";
import { placeOf } from "../rules/place-of.ts";
import { draftOf } from "../store/draft.ts";
import type { Parts, Visit } from "./parts.ts";
import { editableFields } from "./read-form.ts";
import { isTyped, readField } from "./typed.ts";

/** A record, or a new one, and what is typed about it so far. */
export interface Standing {
  readonly record: Rec | undefined;
  readonly typed?: URLSearchParams | undefined;
}

/** A kind as rules leave it for one record. */
export interface Ruled {
  /** Its kind has what is there, locked and needed as the rules say. */
  readonly visit: Visit;
  /** Fields that are not there for this record. */
  readonly hidden: readonly Field[];
  /** The name of the rule that locks a field, by the field's path; null for a rule that this person may not know of. */
  readonly locked: ReadonlyMap<string, string | null>;
  /** Fields in sections that the layout does not show now. */
  readonly folded: readonly Field[];
}

/** The visit, its kind as the rules leave it. Whatever a rule hides is in no form, page or cell. */
export const asRuled = async (parts: Parts, visit: Visit, standing: Standing): Promise<Visit> =>
  (await ruledOn(parts, visit, standing)).visit;

/** The same, with what was taken away and why something is locked. */
export async function ruledOn(parts: Parts, visit: Visit, standing: Standing): Promise<Ruled> {
  const judged = await judgedOn(parts, visit, standing);
  if (!judged) return { visit, hidden: [], locked: new Map(), folded: [] };
  const [hidden, locked] = [await hiddenFields(judged), await lockedFields(judged)];
  const needed = await neededFields(judged);
  const ruled = (field: Field): Field[] => {
    if (hidden.has(field.path)) return [];
    if (locked.has(field.path)) return [{ ...field, readOnly: true }];
    return [needed.has(field.path) ? { ...field, required: true } : field];
  };
  const kind = withFields(visit.kind, ruled);
  const { zone, actor } = judged;
  const facts = { get: (path: string) => judged.draft.get(path), zone, actor, now: Date.now() };
  return {
    visit: { ...visit, kind },
    folded: foldedFields(kind, actor, facts),
    hidden: visit.kind.fields.filter(({ path }) => hidden.has(path)),
    locked: new Map([...locked].map(([path, rule]) => [path, isKnown(rule, visit.kind) ? rule.name : null])),
  };
}

/** A rule that looks at what somebody may not see would tell of it by its name. */
const isKnown = ({ looksAt }: CompiledRule, seen: Kind): boolean => [...looksAt].every((path) => sees(seen, path));

/** Boxes of the form whose text counts: what is not there for the record, given what was typed, keeps what it holds. */
export async function writableFields(parts: Parts, visit: Visit, standing: Standing): Promise<readonly Field[]> {
  const fields = editableFields(visit.kind);
  const judged = await judgedOn(parts, visit, standing);
  const hidden = judged && (await hiddenFields(judged));
  return hidden ? fields.filter(({ path }) => !hidden.has(path)) : fields;
}

function withFields(kind: Kind, ruled: (field: Field) => Field[]): Kind {
  const fields = kind.fields.flatMap(ruled);
  const now = new Map(fields.map((field) => [field.path, field]));
  const own = new Set(kind.fields.map(({ path }) => path));
  const byPath = [...kind.byPath].flatMap(([name, field]): [string, Field][] => {
    const found = own.has(field.path) ? now.get(field.path) : field;
    return found ? [[name, found]] : [];
  });
  return { ...kind, fields, byPath: new Map(byPath) };
}

async function judgedOn(parts: Parts, visit: Visit, standing: Standing): Promise<Judged | undefined> {
  const { kinds, through } = parts;
  const kind = kinds.get(visit.kind.name);
  const rules = rulesOf(kind);
  if (rules.all.length === 0 && !hasConditions(visit.kind, visit.reader.actor)) return undefined;
  const { actor } = visit.reader;
  const { timeZone: zone } = await through.company();
  const before = standing.record && (await wholeRecord(parts, kind, standing.record));
  const typed = standing.typed ? typedValues(visit, standing.typed) : new Map<string, unknown>();
  const draftWith = (values: Map<string, unknown>) =>
    draftOf(standing.record?.id ?? "", before, before ? values : withDefaults(kind, values));
  const place = rules.needsPlace ? await placeOf(kind, draftWith(typed), { actor, db: through.db, kinds }) : undefined;
  return await settled(typed, (values) => ({
    kind,
    seen: visit.kind,
    draft: draftWith(values),
    actor,
    zone,
    place,
    asked: new Map(),
  }));
}

/** More rounds than a chain of fields that show each other is long. */
const MOST_ROUNDS = 10;

/** What stands in a box that is not there decides nothing: it is taken out, until nothing else goes with it. */
async function settled(
  typed: Map<string, unknown>,
  judgedWith: (values: Map<string, unknown>) => Judged,
): Promise<Judged> {
  let values = typed;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const hidden = await hiddenFields(judgedWith(new Map(values)));
    const seen = new Map([...values].filter(([path]) => !hidden.has(path)));
    if (seen.size === values.size) break;
    values = seen;
  }
  return judgedWith(new Map(values));
}

/** Rules look at values that this person may not see, too. */
async function wholeRecord({ records }: Parts, kind: Kind, record: Rec): Promise<Rec> {
  if (kind.closed.size === 0) return record;
  return await records.get(systemActor("rules"), kind.name, record.id, { trash: true });
}

/** What can be read of a form by now; half a number is none yet. */
function typedValues({ kind, reader }: Visit, typed: URLSearchParams): Map<string, unknown> {
  const read = editableFields(kind)
    .filter((field) => isTyped(field, typed))
    .map((field) => [field.path, readField(field, typed, reader.reading)] as const);
  return new Map(read.flatMap(([path, checked]) => (checked.ok ? [[path, checked.value] as const] : [])));
}

const withDefaults = (kind: Kind, values: ReadonlyMap<string, unknown>): Map<string, unknown> =>
  new Map([...kind.fields.map(({ path, schema }) => [path, schema.default ?? null] as const), ...values]);
