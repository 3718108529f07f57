import { conditionScope, typeOf } from "../../expressions/kind-scope.ts";
import { compile } from "../../expressions/compile.ts";
import type { Field } from "../../fields/field.ts";
import { optionsOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";

type Say = (field: Field) => string | undefined;

const ways: readonly Say[] = [
  (field) => (typeOf(field) === "number" ? `${field.path} > 1000` : undefined),
  ({ type, schema, path }) => {
    const option = type.input === "choice" ? optionsOf(schema)[0] : undefined;
    return option && `${path} == ${JSON.stringify(option.id)}`;
  },
  (field) => (typeOf(field) === "date" ? `${field.path} < today + 30` : undefined),
  (field) => (typeOf(field) === "text" && !field.required ? `!isBlank(${field.path})` : undefined),
];

/** A few conditions that can be written about this very kind, to begin from. */
export function examplesFor(kind: Kind): readonly string[] {
  const fields = kind.fields.filter(({ maskedFrom }) => maskedFrom === undefined);
  const about = ways.flatMap((way) => fields.map(way).find((text) => text !== undefined) ?? []);
  const all = [...about, about.slice(0, 2).join(" && "), '"sales" in actor.roles'];
  return [...new Set(all)].filter((text) => compile(text, conditionScope(kind)).ok);
}
