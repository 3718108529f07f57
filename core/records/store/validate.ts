// What somebody sent becomes checked values by path. Every way in goes through here: form, REST, import, bulk, job.
import { type Checked, fits, misfit } from "../../kernel/checked.ts";
import type { Problem } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import { isMask } from "../access/mask.ts";
import type { Field, Reading } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Input } from "../record.ts";

export interface Taken {
  readonly values: Map<string, unknown>;
  readonly problems: Problem[];
}

/** Reads an input; a key that is unknown or not to be written is a problem of its own, never dropped in silence. */
export function takeInput(kind: Kind, input: Input, reading: Reading): Taken {
  const taken: Taken = { values: new Map(), problems: [] };
  for (const key of Object.keys(input)) {
    if (key === "custom") takeCustom(kind, input[key], reading, taken);
    else takeOne(kind, key, input[key], { reading, taken });
  }
  return taken;
}

function takeCustom(kind: Kind, custom: unknown, reading: Reading, taken: Taken): void {
  if (!isObject(custom)) {
    taken.problems.push({ pointer: "/custom", code: "not_an_object", message: "problem.not_an_object" });
    return;
  }
  for (const key of Object.keys(custom)) takeOne(kind, `custom.${key}`, custom[key], { reading, taken });
}

function takeOne(
  kind: Kind,
  path: string,
  value: unknown,
  { reading, taken }: { reading: Reading; taken: Taken },
): void {
  const field = kind.byPath.get(path);
  const refusal = !field ? "unknown_field" : field.readOnly ? "read_only" : undefined;
  if (!field || refusal) {
    const code = refusal ?? "unknown_field";
    taken.problems.push({
      pointer: pointerOf(path),
      code,
      message: `problem.${code}`,
      values: { field: path.slice(0, 80) },
    });
    return;
  }
  if (taken.values.has(field.path)) {
    taken.problems.push(problemAt(path, "given_twice", { field: field.path }));
    return;
  }
  const checked = unmasked(kind, field, value) ?? checkValue(field, value, reading);
  if (checked.ok) taken.values.set(field.path, checked.value);
  else
    taken.problems.push(
      ...checked.problems.map((problem) => ({ ...problem, pointer: pointerOf(path) + problem.pointer })),
    );
}

/** Of a field that somebody sees only masked, a mask may come back: it is never taken for the value. */
const unmasked = ({ closed }: Kind, { path }: Field, value: unknown) =>
  closed.has(path) && isMask(value) ? misfit("masked_value") : undefined;

/** A value as JSON → the value as it will be stored, or what is wrong with it. */
export function checkValue(
  { type, schema }: Pick<Field, "type" | "schema">,
  value: unknown,
  reading: Reading,
): Checked<unknown> {
  if (value === null || value === undefined) return fits(null);
  return type.check(value, schema, reading);
}

/** JSON Pointer of a path: `custom.region` → `/custom/region`. */
export const pointerOf = (path: string): string =>
  `/${path
    .replace(/~/g, "~0")
    .replace(/\//g, "~1")
    .replace(/^custom\./, "custom/")}`;

/** A problem at a path, for hooks. */
export const problemAt = (path: string, code: string, values: Readonly<Record<string, unknown>> = {}): Problem => ({
  pointer: pointerOf(path),
  code,
  message: `problem.${code}`,
  values,
});
