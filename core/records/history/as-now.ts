// What the history says, in the terms of today: keys and types of fields may have changed since it was written.
import { fits, misfit } from "../../kernel/checked.ts";
import type { Field, Past } from "../fields/field.ts";
import { converterOf } from "../fields/life/type-change/conversions.ts";
import { fieldTypes } from "../fields/types/index.ts";
import type { Kind } from "../kind.ts";

type Values = Readonly<Record<string, unknown>> | null;

/**
 * Values of a history line, written at `at`, by the paths and in the types of today. Those of fields that are gone are
 * left out, and those that have no place in the new type.
 */
export function asNow(kind: Kind, values: Values, at?: string): Map<string, unknown> {
  const known = Object.entries(values ?? {}).flatMap(([path, value]) => {
    const field = kind.byPath.get(path);
    const now = field ? valueNow(field, value, at) : misfit("unknown_field");
    return field && now.ok ? [[field.path, now.value] as const] : [];
  });
  return new Map(known);
}

/** Changes of type that came after this moment, the oldest first. */
const since = ({ past = [] }: Field, at: string | undefined): readonly Past[] =>
  at === undefined ? [] : past.filter(({ until }) => Date.parse(until) > Date.parse(at));

function valueNow(field: Field, value: unknown, at: string | undefined) {
  const steps = since(field, at);
  let now: unknown = value;
  for (const [step, { schema, manner }] of steps.entries()) {
    if (now === null) break;
    const found = converterOf(schema, steps[step + 1]?.schema ?? field.schema, manner)?.(now) ?? misfit("no_way_back");
    if (!found.ok) return found;
    now = found.value;
  }
  return fits(now);
}

/** The field as it was at this moment, to show what was written then. */
export function fieldThen(field: Field, at: string): Field {
  const [then] = since(field, at);
  const type = then && fieldTypes.get(then.schema["x-type"]);
  return type ? { ...field, type, schema: then.schema } : field;
}
