// The table of a kind for statements that an area writes itself: what the actor may not see is blank in it.
import type { Kind } from "../kind.ts";
import { systemFields } from "../fields/system.ts";
import { sees } from "../access/seen-values.ts";
import { quoted } from "./sql.ts";

const tables = new WeakMap<Kind, string>();

/** SQL to select from: the table, or one like it with nulls for the fields that this view of the kind does not have. */
export function seenTable(seen: Kind): string {
  if (!seen.whole) return quoted(seen.table);
  const made = tables.get(seen) ?? narrowedTable(seen.whole, seen);
  tables.set(seen, made);
  return made;
}

function narrowedTable(whole: Kind, seen: Kind): string {
  const always = [...systemFields.flatMap(({ columns }) => columns), "search", "keys"].map(quoted);
  const hidden = whole.fields.filter((field) => field.ext && !sees(seen, field.path)).flatMap(({ columns }) => columns);
  const keys = hidden.map((key) => `'${key}'`).join(", ");
  const ext = hidden.length === 0 ? "ext" : `ext - array[${keys}] as ext`;
  const columns = whole.fields.filter((field) => !field.ext);
  const own = columns.flatMap((field) =>
    field.columns.map((column, at) =>
      sees(seen, field.path) ? quoted(column) : `null::${field.type.columns[at]?.sql ?? "text"} as ${quoted(column)}`,
    ),
  );
  return `(select ${[...always, ext, ...own].join(", ")} from ${quoted(whole.table)})`;
}
