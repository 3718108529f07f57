// A statement under construction. Values only ever enter as parameters, names only from a kind's own fields.

/** Collects the values of a statement; `add` answers the placeholder to write. */
export class Params {
  readonly values: unknown[] = [];

  add(value: unknown, cast?: string): string {
    this.values.push(value);
    return cast ? `$${this.values.length}::${cast}` : `$${this.values.length}`;
  }
}

const MOST_NAMES = 400;
const names = new Map<string, string>();

/** A stable name for a text, so that the server plans it once per connection; undefined when there are too many shapes. */
export function nameFor(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MOST_NAMES) return known;
  const name = `t${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** A name for a statement; of `schema.table` each piece by itself. */
export const quoted = (name: string): string => name.split(".").map(quotedWhole).join(".");

/** A name that may have a dot in it, such as the path of a field. */
export const quotedWhole = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The name of something that stands in the schema of this table: an index, a sequence. */
export const beside = (table: string, name: string): string => [...table.split(".").slice(0, -1), name].join(".");
