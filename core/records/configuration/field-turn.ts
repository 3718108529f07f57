// The order in which fields of a document are made: a computed one comes after those it is made of.
import { isObject } from "../../kernel/json.ts";
import { isComputed } from "../fields/value-schema.ts";
import type { FieldSchema } from "../fields/field.ts";
import type { Difference } from "./section.ts";

/** Formulas over formulas, so many deep; what is deeper is refused by the fields themselves. */
const MOST_ROUNDS = 50;

/** Plain fields first, then each computed one when nothing it speaks of is still to come. */
export function inTurn(differences: readonly Difference[]): readonly Difference[] {
  const computed = differences.filter((one) => isMade(schemaOf(one)));
  return [...differences.filter((one) => !computed.includes(one)), ...byNeed(computed)];
}

function byNeed(computed: readonly Difference[]): Difference[] {
  const done: Difference[] = [];
  let waiting = computed.map((one) => ({ one, key: keyOf(one), needs: neededBy(schemaOf(one)) }));
  for (let round = 0; round < MOST_ROUNDS && waiting.length > 0; round++) {
    const keys = new Set(waiting.map(({ key }) => key));
    const ready = waiting.filter(({ key, needs }) => !needs.some((need) => need !== key && keys.has(need)));
    done.push(...ready.map(({ one }) => one));
    waiting = waiting.filter((one) => !ready.includes(one));
  }
  return [...done, ...waiting.map(({ one }) => one)];
}

const keyOf = ({ name }: Difference): string => name.split(".")[1] ?? "";

function schemaOf(difference: Difference): Readonly<Record<string, unknown>> {
  const item = difference.action === "remove" ? difference.before : difference.after;
  return isObject(item) && isObject(item["schema"]) ? item["schema"] : {};
}

const isMade = (schema: Readonly<Record<string, unknown>>): boolean => isComputed(schema as unknown as FieldSchema);

/** Keys of added fields, of whatever kind, that the formula or the sum speaks of. */
function neededBy({ "x-formula": formula, "x-rollup": rollup }: Readonly<Record<string, unknown>>): string[] {
  const text = `${typeof formula === "string" ? formula : ""} ${isObject(rollup) ? JSON.stringify(rollup) : ""}`;
  return [...text.matchAll(/custom\.([a-z][a-z0-9_]*)/g)].map(([, key = ""]) => key);
}
