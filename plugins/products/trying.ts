// One formula tried by itself, before anybody saves it.
import { type Actor, type Problem, type Sheet, work } from "trellis/sdk";
import { plainly } from "./calculated.ts";

export interface TriedFormula {
  /** What it answers: `number`, `text`, `yes/no` or `date`; null where it cannot be read. */
  readonly type: string | null;
  readonly value: unknown;
  /** Why there is no value, such as `division_by_zero`. */
  readonly reason: string | null;
  readonly problems: readonly Problem[];
}

export function tryExpression(
  sheet: Sheet,
  { source, inputs, actor }: { readonly source: unknown; readonly inputs: unknown; readonly actor: Actor },
): TriedFormula {
  const read = sheet.read("expression", source);
  if (!("expression" in read)) return { type: null, value: null, reason: null, problems: read.problems };
  const { type } = read.expression;
  const { values, problems } = sheet.take(inputs, plainly);
  if (problems.length > 0) return { type, value: null, reason: null, problems: [] };
  const said = work(read.expression, values, { actor, zone: "UTC" });
  return "reason" in said
    ? { type, value: null, reason: said.reason, problems: [] }
    : { type, value: said.value, reason: null, problems: [] };
}
