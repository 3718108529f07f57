import type { FieldSchema } from "../fields/field.ts";
import { namesIn } from "../expressions/names.ts";
import type { Rollup } from "./rollup.ts";
import { watchedBy } from "./rollups.ts";

/** What a computed field is made of: paths of its own kind, and `deal:amount` of another; undefined for other fields. */
export function madeOf(schema: FieldSchema): readonly string[] | undefined {
  if (typeof schema["x-formula"] === "string") return namesIn(schema["x-formula"]);
  const rollup = schema["x-rollup"] as Rollup | undefined;
  return rollup && watchedBy(rollup).map((path) => `${rollup.kind}:${path}`);
}
