import type { Kind } from "../kind.ts";
import type { Field } from "./field.ts";

/** The kind as it is with this field: one more, or in the place of the one at its path. */
export function kindWith(kind: Kind, field: Field): Kind {
  const stands = kind.fields.some(({ path }) => path === field.path);
  const fields = stands ? kind.fields.map((one) => (one.path === field.path ? field : one)) : [...kind.fields, field];
  return { ...kind, fields, byPath: new Map([...kind.byPath, [field.path, field]]) };
}

const woken = new WeakMap<Kind, Kind>();

/** The kind with the fields of plugins that are switched off, for what has to reach all that records hold. */
export function kindWithResting(kind: Kind): Kind {
  if (kind.resting.length === 0) return kind;
  const made = woken.get(kind) ?? kind.resting.reduce(kindWith, kind);
  woken.set(kind, made);
  return made;
}
