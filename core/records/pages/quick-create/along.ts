// Records made together with the new one: the company of a pasted signature that nobody knew yet.
import type { Transaction } from "../../../db/database.ts";
import type { Actor } from "../../../kernel/actor.ts";
import { Invalid, type Problem } from "../../../kernel/errors.ts";
import { isObject } from "../../../kernel/json.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind, Missing } from "../../kind.ts";
import type { Rec } from "../../record.ts";
import type { Records } from "../../records.ts";
import type { Through } from "../../store/through.ts";

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

/** Makes the new record and those it refers to, all or nothing, with the rights of whoever asks. */
export async function createAlong(
  records: Records,
  through: Through,
  actor: Actor,
  { kind, input, along }: Creation,
): Promise<Rec> {
  if (along.length === 0) return await records.create(actor, kind.name, input);
  const made = await through.db.transaction(async (trx) => {
    let whole = input;
    for (const one of along)
      whole = { ...whole, [one.path]: await referred({ records, through, actor, trx }, kind, one, whole) };
    return await records.create(actor, kind.name, whole, { trx });
  });
  through.announce();
  return made;
}

interface Making {
  readonly records: Records;
  readonly through: Through;
  readonly actor: Actor;
  readonly trx: Transaction;
}

async function referred(
  { records, through, actor, trx }: Making,
  kind: Kind,
  { path, values }: Missing,
  whole: Creation["input"],
): Promise<string> {
  const target = through.kinds.get(String(kind.byPath.get(path)?.schema["x-kind"]));
  const shared = target.fields.filter((field) => refersToOne(field) && sameTarget(field, kind.byPath.get(field.path)));
  const inherited = shared.flatMap((field) =>
    whole[field.path] && field.path !== path ? [[field.path, whole[field.path]] as const] : [],
  );
  try {
    return (await records.create(actor, target.name, { ...Object.fromEntries(inherited), ...values }, { trx })).id;
  } catch (error) {
    if (error instanceof Invalid) throw new Invalid(error.problems.map((problem) => atField(problem, path)));
    throw error;
  }
}

// The person of a deal works for the company of the deal.
const sameTarget = (a: Field, b: Field | undefined): boolean =>
  b !== undefined && refersToOne(b) && a.schema["x-kind"] === b.schema["x-kind"];

const atField = (problem: Problem, path: string): Problem => ({ ...problem, pointer: `/${path}` });
