// What a number counts. A unit says how many digits after the point make sense of it: a piece has none.
import { isObject } from "../../../kernel/json.ts";
import type { FieldSchema, Option } from "../field.ts";
import { labelOf } from "./choice.ts";

/** The word `x-unit` of a schema: a plain text such as `km`, or a label with the digits that the unit may be divided into. */
export interface Unit {
  readonly label: Option["label"];
  readonly decimals?: number;
}

export function unitOf({ "x-unit": unit }: FieldSchema): Unit | undefined {
  if (typeof unit === "string") return { label: unit };
  return isObject(unit) ? (unit as unknown as Unit) : undefined;
}

/** What stands behind the number; empty without a unit. */
export const unitText = (schema: FieldSchema, language: string): string => {
  const unit = unitOf(schema);
  return unit ? labelOf(unit.label, language) : "";
};
