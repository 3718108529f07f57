// What is answered to somebody after a write, or from the history: values that were not read through their view of the kind.
import type { Problem } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { masked } from "./mask.ts";

/** A whole record as somebody sees it. */
export function asSeen(whole: Kind, seen: Kind, record: Rec): Rec {
  if (whole === seen) return record;
  const custom: Record<string, unknown> = { ...record.custom };
  const answer: Record<string, unknown> = { ...record, custom };
  for (const field of whole.fields) {
    const own = field.custom ? custom : answer;
    const shown = seen.byPath.get(field.path);
    if (!shown) delete own[field.key];
    else if (shown !== field) own[field.key] = shownValue(shown, own[field.key]);
  }
  return answer as unknown as Rec;
}

const shownValue = (field: Field, value: unknown): unknown =>
  field.maskedFrom === undefined ? value : masked(field, value);

type Values = Readonly<Record<string, unknown>>;

/** Values by path, such as those of a history line, without what one may not see. */
export function seenValues(whole: Kind, seen: Kind, values: Values): Values;
export function seenValues(whole: Kind, seen: Kind, values: Values | null): Values | null;
export function seenValues(whole: Kind, seen: Kind, values: Values | null): Values | null {
  if (whole === seen || values === null) return values;
  const shown = Object.entries(values).flatMap(([path, value]) => {
    const field = seen.byPath.get(path);
    return field ? [[path, shownValue(field, value)]] : [];
  });
  return Object.fromEntries(shown);
}

/** True when somebody may read the field's values as they are. */
export function sees(kind: Kind, path: string): boolean {
  const field = kind.byPath.get(path);
  return field !== undefined && field.maskedFrom === undefined;
}

const pathOf = (pointer: string): string => {
  const [first = "", second = ""] = pointer.split("/").slice(1);
  return first === "custom" ? `custom.${second}` : first;
};

const beyond: Problem = { pointer: "", code: "beyond_sight", message: "problem.beyond_sight" };

/** Problems that name a field, or quote a value, that one may not see become one that only says that there is something. */
export function seenProblems(whole: Kind, seen: Kind, problems: readonly Problem[]): readonly Problem[] {
  if (whole === seen) return problems;
  const hidden = ({ pointer }: Problem): boolean => whole.byPath.has(pathOf(pointer)) && !sees(seen, pathOf(pointer));
  const shown = problems.filter((problem) => !hidden(problem));
  return shown.length === problems.length ? problems : [...shown, beyond];
}
