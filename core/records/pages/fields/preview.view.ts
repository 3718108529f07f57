// What a field will look like and where it will stand, before anything is saved.
import { AppError, Invalid, type Problem } from "../../../kernel/errors.ts";
import { checkNewField } from "../../fields/add-field.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Count } from "../count.ts";
import { countText } from "../count.ts";
import { shownValue } from "../display.ts";
import type { PageContext } from "../display.ts";
import { inputView } from "../inputs.ts";
import { manyOf } from "../labels.ts";
import { type FieldDraft, proposedKey } from "./field-draft.ts";
import { trialField } from "./trial-field.ts";

export interface PreviewFacts {
  readonly kind: Kind;
  readonly draft: FieldDraft;
  readonly isNew: boolean;
  /** Records that have nothing in the field; null when that was not counted. */
  readonly lacking: Count | null;
}

/** Values that show a type best. */
const examples: Readonly<Record<string, unknown>> = {
  text: "DE-4711",
  longText: "…",
  integer: 1200,
  decimal: "12.5",
  money: { amount: "1234.50", currency: "EUR" },
  percent: "25",
  date: "2026-11-22",
  dateTime: "2026-11-22T10:00:00Z",
  boolean: true,
  rating: 4,
  email: "ana@example.com",
  phone: "+49 30 123456",
  url: "https://example.com",
  duration: 90,
  tags: ["A", "B"],
};

export function previewView({ kind, draft, isNew, lacking }: PreviewFacts, context: PageContext) {
  const { reader } = context;
  const field = trialField(draft);
  return {
    problems: (isBlank(draft) ? [] : problemsOf(draft)).map(({ message, values }) => reader.say(message, values)),
    sample: field
      ? inputView(field, typedFor(field), { ...context, choices: new Map(), problems: [], prefix: "try" })
      : null,
    pieces: field ? example(field, context) : [],
    key: draft.key || proposedKey(draft.schema),
    places: reader.say("fields.places", { kinds: manyOf(kind, reader) }),
    lacking: lackingText(lacking, context),
    lackingHref: isNew || !field ? null : emptyHref(kind, field),
    required: draft.schema["x-required"] === true,
  };
}

/** Nothing was typed yet: the form was just opened, and nobody has done anything wrong. */
const isBlank = ({ key, schema, text }: FieldDraft): boolean =>
  text === null && key === "" && schema["x-label"] === undefined;

function lackingText(lacking: Count | null, { reader }: PageContext): string | null {
  if (!lacking || lacking.number === 0) return null;
  return reader.say("fields.lacking", { count: lacking.number, shown: countText(lacking, reader) });
}

/** The list of records that have nothing in it. */
const emptyHref = (kind: Kind, { path, type }: Field): string | null =>
  type.operators.includes("empty") ? `/${kind.plural}?filter[${path}][empty]=true` : null;

const typedFor = ({ path, schema }: Field): URLSearchParams =>
  new URLSearchParams(
    typeof schema.default === "string" || typeof schema.default === "number" ? { [path]: String(schema.default) } : {},
  );

function example(field: Field, context: PageContext) {
  const first = field.schema["x-options"]?.[0]?.id;
  const value =
    field.type.name === "choice" || field.type.name === "tree"
      ? first
      : field.type.name === "choices"
        ? [first]
        : examples[field.type.name];
  if (value === undefined || (Array.isArray(value) && value[0] === undefined)) return [];
  return shownValue(value, field, { ...context, related: {} }).pieces;
}

function problemsOf({ key, schema, text }: FieldDraft): readonly Problem[] {
  if (text !== null) return [{ pointer: "/schema", code: "not_json", message: "problem.not_json", values: {} }];
  try {
    checkNewField({ key: key || proposedKey(schema), schema });
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.problems.map(asPreviewed);
    if (error instanceof AppError)
      return [{ pointer: "", code: error.code, message: `error.${error.code}`, values: error.values }];
    throw error;
  }
}

/** A list without choices was only begun: that is said as what comes next. */
const asPreviewed = (problem: Problem): Problem =>
  problem.pointer === "/x-options" && problem.code === "required"
    ? { ...problem, message: "fields.options.needed" }
    : problem;
