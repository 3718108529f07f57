// How large a schema is, found out without recursion: what comes from outside may be deeper than the stack.
import { isObject } from "../../kernel/json.ts";

export const schemaLimits = { depth: 5, properties: 500, options: 2_000, text: 400_000 } as const;

/** A value still to be looked at: how deep it stands, and whether its properties count. */
type Open = readonly [value: unknown, depth: number, counted: boolean];

export interface TooLarge {
  readonly code: string;
  readonly maximum: number;
}

/** What is too large about a schema, as the code of a problem and the limit; undefined when nothing is. */
export function tooLarge(schema: unknown): TooLarge | undefined {
  const size = { properties: 0, text: 0 };
  const open: Open[] = [[schema, 1, true]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, level, counted] = next;
    const large = largeAt(next, size);
    if (large) return large;
    if (isOpen(value)) open.push(...below(value, level, counted));
  }
  return undefined;
}

function largeAt([value, level, counted]: Open, size: { properties: number; text: number }): TooLarge | undefined {
  const { depth, options, text } = schemaLimits;
  if (typeof value === "string") size.text += value.length;
  if (size.text > text) return { code: "too_long", maximum: text };
  if (!isOpen(value)) return undefined;
  if (level > depth) return { code: "too_deep", maximum: depth };
  if (!Array.isArray(value)) return tooWide(Object.keys(value).length, counted, size);
  return value.length > options ? { code: "too_many_options", maximum: options } : undefined;
}

const isOpen = (value: unknown): value is object => typeof value === "object" && value !== null;

function tooWide(count: number, counted: boolean, size: { properties: number }): TooLarge | undefined {
  size.properties += counted ? count : 0;
  const most = schemaLimits.properties;
  return Math.max(count, size.properties) > most ? { code: "too_many_properties", maximum: most } : undefined;
}

// The parts of options are not counted: their number has a limit of its own.
function below(value: object, level: number, counted: boolean): Open[] {
  // A list of things stands no deeper than the things themselves.
  if (Array.isArray(value)) return value.map((one): Open => [one, Array.isArray(one) ? level + 1 : level, counted]);
  return Object.entries(value).map(
    ([key, one]): Open => [one, level + 1, counted && !(level === 1 && key === "x-options") && isObject(value)],
  );
}
