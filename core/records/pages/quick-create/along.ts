// Records made together with the new one: the company of a pasted signature that nobody knew yet.
import type { Transaction } from "../../../db/database.ts";
import type { Actor } from "../../../kernel/actor.ts";
import { Invalid, type Problem } from "../../../kernel/errors.ts";
import { isObject } from "../../../kernel/json.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind, Missing } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Rec } from "../../record.ts";
import type { Records } from "../../records.ts";

/** One of those, as the form carries it: under `along.<field>`, sent only while its box is ticked. */
export const entryOf = ({ path, title, values }: Missing): readonly [name: string, text: string] => [
  `along.${path}`,
  JSON.stringify({ title, values }),
];

/** What the form says is to be made along; what somebody else wrote into it is ignored. */
export function alongIn(kind: Kind, typed: URLSearchParams): Missing[] {
  return kind.fields.filter(refersToOne).flatMap(({ path }) => {
    const said = parsed(typed.get(`along.${path}`));
    return said && !typed.get(path) ? [{ path, ...said }] : [];
  });
}

const refersToOne = ({ type, custom }: Field): boolean => type.name === "reference" && !custom;

function parsed(text: string | null): Omit<Missing, "path"> | undefined {
  try {
    const said: unknown = JSON.parse(text ?? "");
    if (!isObject(said) || typeof said["title"] !== "string" || !isObject(said["values"])) return undefined;
    return { title: said["title"], values: said["values"] };
  } catch {
    return undefined;
  }
}

export interface Creation {
  readonly kind: Kind;
  readonly input: Readonly<Record<string, unknown>>;
  readonly along: readonly Missing[];
}

/** Who makes them, and in what. */
export interface Making {
  readonly records: Records;
  readonly kinds: Kinds;
  readonly actor: Actor;
  readonly trx: Transaction;
}

/** Makes the new record and those it refers to, in one transaction, with the rights of whoever asks. */
export async function createAlong(making: Making, { kind, input, along }: Creation): Promise<Rec> {
  const { records, actor, trx } = making;
  let whole = input;
  for (const one of along) whole = { ...whole, [one.path]: await referred(making, kind, one, whole) };
  return await records.create(actor, kind.name, whole, { trx });
}

async function referred(
  { records, kinds, actor, trx }: Making,
  kind: Kind,
  { path, values }: Missing,
  whole: Creation["input"],
): Promise<string> {
  const target = kinds.seenBy(actor).get(String(kind.byPath.get(path)?.schema["x-kind"]));
  const shared = target.fields.filter(
    (field) => refersToOne(field) && !field.readOnly && sameTarget(field, kind.byPath.get(field.path)),
  );
  const inherited = shared.flatMap((field) =>
    whole[field.path] && field.path !== path ? [[field.path, whole[field.path]] as const] : [],
  );
  try {
    const input = { ...Object.fromEntries(inherited), ...writable(target, values) };
    return (await records.create(actor, target.name, input, { trx })).id;
  } catch (error) {
    if (error instanceof Invalid) throw new Invalid(error.problems.map((problem) => atField(problem, path)));
    throw error;
  }
}

/** What a pasted text says of fields that this person may not fill in is left out. */
const writable = ({ byPath }: Kind, values: Missing["values"]): Missing["values"] =>
  Object.fromEntries(Object.entries(values).filter(([path]) => byPath.get(path)?.readOnly === false));

// The person of a deal works for the company of the deal.
const sameTarget = (a: Field, b: Field | undefined): boolean =>
  b !== undefined && refersToOne(b) && a.schema["x-kind"] === b.schema["x-kind"];

const atField = (problem: Problem, path: string): Problem => ({ ...problem, pointer: `/${path}` });
