// What is said about a condition while somebody writes it: that it can be read, or what is wrong and where.
import type { Problem } from "../../../kernel/errors.ts";
import { namesIn } from "../../expressions/names.ts";
import { nearlySame } from "../../import/profile/near-equal.ts";
import type { Kind } from "../../kind.ts";
import { readCondition } from "../../rules/check-rule.ts";
import { fold } from "../../search/fold.ts";
import { fieldLabel, pathLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";

export interface CheckView {
  /** Null where nothing is written. */
  readonly text: string | null;
  readonly wrong: boolean;
  /** The line with the mistake: before it, the mistake, after it. */
  readonly place: { readonly before: string; readonly at: string; readonly after: string } | null;
  /** Fields that may have been meant. */
  readonly meant: readonly Named[];
}

export interface Named {
  readonly path: string;
  readonly label: string;
}

/** Whether a condition about records of this kind can be read. */
export function checkView(source: string, kind: Kind, reader: Reader): CheckView {
  if (source.trim() === "") return blank;
  const read = readCondition(kind, source);
  if (!("expression" in read)) return mistakeView(source, read.problems, { kind, reader });
  const fields = [...read.expression.uses].map((path) => pathLabel(kind, path, reader));
  const text = reader.say("rules.check.fine", { count: fields.length, fields: fields.join(", ") });
  return { ...blank, text };
}

const blank: CheckView = { text: null, wrong: false, place: null, meant: [] };

function mistakeView(
  source: string,
  [problem]: readonly Problem[],
  { kind, reader }: { readonly kind: Kind; readonly reader: Reader },
): CheckView {
  if (!problem) return { ...blank, wrong: true };
  return {
    text: reader.say(problem.message, problem.values),
    wrong: true,
    place: placeIn(source, problem),
    meant: problem.code === "expression_unknown_name" ? meantBy(source, kind, reader) : [],
  };
}

/** So much of the line is shown around the mistake. */
const AROUND = 40;

function placeIn(source: string, { values }: Problem): CheckView["place"] {
  const [line, column] = [Number(values?.["line"]), Number(values?.["column"])];
  const letters = [...(source.split("\n")[line - 1] ?? "")];
  const rest = letters.slice(column - 1).join("");
  const at = /^\s*("[^"]*"?|[\p{L}\p{N}_.]+|\S)/u.exec(rest)?.[0] ?? "";
  if (at === "") return null;
  return {
    before: letters.slice(Math.max(0, column - 1 - AROUND), column - 1).join(""),
    at,
    after: rest.slice(at.length, at.length + AROUND),
  };
}

const MOST_MEANT = 3;

/** People write what they read on the page, the label or the key without `custom.`; or they mistype. */
function meantBy(source: string, kind: Kind, reader: Reader): readonly Named[] {
  const strange = namesIn(source)
    .filter((name) => !kind.byPath.has(name))
    .map((name) => fold(name.replace(/^custom\./, "")));
  const isMeant = ({ path, label }: Named): boolean =>
    strange.some(
      (name) => name.length > 1 && [label, path.replace(/^custom\./, "")].some((own) => isNear(fold(own), name)),
    );
  return namedFields(kind, reader).filter(isMeant).slice(0, MOST_MEANT);
}

const isNear = (own: string, name: string): boolean =>
  own.startsWith(name) || name.startsWith(own) || nearlySame(own, name);

/** Every field that a condition may name, with what people call it. */
export const namedFields = (kind: Kind, reader: Reader): readonly Named[] =>
  kind.fields
    .filter(({ maskedFrom }) => maskedFrom === undefined)
    .map((field) => ({ path: field.path, label: fieldLabel(field, reader) }));
