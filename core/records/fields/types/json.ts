// JSON of an integration, stored as it came.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { isObject } from "../../../kernel/json.ts";
import type { FieldType } from "../field.ts";
import { column, isStorable } from "./plain.ts";

const LONGEST = 20_000;
const DEEPEST = 20;

/** What keeps a value from being stored as JSON; looked at level by level, because it may be deeper than the stack. */
function misfitOf(value: unknown): Checked<never> | undefined {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return misfit("too_deep", { maximum: DEEPEST });
    if (level.length > LONGEST) return misfit("too_long", { maximum: LONGEST });
    if (!level.every(isPlain)) return misfit("not_json");
    level = level.flatMap((one) => (Array.isArray(one) ? one : isObject(one) ? Object.values(one) : []));
  }
  return undefined;
}

function isPlain(value: unknown): boolean {
  if (typeof value === "string") return isStorable(value);
  if (typeof value === "number") return Number.isFinite(value);
  return !isObject(value) || Object.keys(value).every(isStorable);
}

function check(value: unknown): Checked<unknown> {
  const wrong = misfitOf(value);
  if (wrong) return wrong;
  return JSON.stringify(value).length > LONGEST ? misfit("too_long", { maximum: LONGEST }) : fits(value);
}

function parse(text: string): Checked<unknown> {
  if (text.trim() === "") return fits(null);
  try {
    return check(JSON.parse(text));
  } catch {
    return misfit("not_json");
  }
}

/** At most 20 kB and 20 levels. */
export const json: FieldType = {
  name: "json",
  input: "json",
  columns: column("jsonb"),
  operators: ["empty", "notEmpty"],
  sortable: false,
  jsonSchema: () => ({ type: ["boolean", "number", "string", "array", "object"] }),
  check,
  parse,
  format: (value) => (value === null || value === undefined ? "" : JSON.stringify(value)),
  toRow: (value) => [JSON.stringify(value)],
};
