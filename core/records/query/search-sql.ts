// What a list is searched by: folded words in the text that all searches share.
import type { Actor } from "../../kernel/actor.ts";
import { BadRequest, Unavailable } from "../../kernel/errors.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { searchTerms } from "../search/fold.ts";
import { columnSql } from "./column-sql.ts";
import type { Params } from "./sql.ts";

/** While search texts are written anew they still hold what is closed now: who may not see that has to wait. */
export function refuseHalted({ rewriting, whole }: Kind): void {
  if (rewriting && whole) throw new Unavailable("records.search_rewriting", { seconds: 30 });
}

export function searchSql(actor: Actor, kind: Kind, q: unknown, params: Params): string[] {
  refuseHalted(kind);
  if (typeof q !== "string" || q.length > 200 || q.includes("\u0000") || !q.isWellFormed())
    throw new BadRequest("records.bad_search");
  const veiled = veiledText(actor, kind);
  return searchTerms(q).flatMap((term) => {
    const wanted = params.add(pattern(term));
    // The first finds with the index, the second looks at those alone.
    return [`t.search like ${wanted}`, ...(veiled === undefined ? [] : [`${veiled} like ${wanted}`])];
  });
}

// One or two letters are the beginning of a word, so that the trigrams of the word's start can be used.
const pattern = (term: string): string =>
  `${/^[a-z]{1,2}$/.test(term) ? "% " : "%"}${term.replace(/[\\%_]/g, "\\$&")}%`;

/** What may be searched in a lockdown that masks how people are reached; undefined while there is none. */
export const veiledText = (actor: Actor, kind: Kind): string | undefined =>
  actor.curbs?.includes("masked") ? withoutVeiled(kind) : undefined;

const sorts = new Set(["email", "phone", "channels"]);

/** The search text without what a lockdown keeps masked: what one may not see, nobody is found by. */
function withoutVeiled(kind: Kind): string | undefined {
  const whole = kind.whole ?? kind;
  const veiled = whole.searchable
    .map((path) => whole.byPath.get(path))
    .filter(
      (field): field is Field => field !== undefined && sorts.has(field.type.name) && !whole.closed.has(field.path),
    );
  if (veiled.length === 0) return undefined;
  return veiled.reduce((text, field) => stripped[field.type.name]?.(text, columnSql(field, "t")) ?? text, "t.search");
}

// The text was folded before it was kept; what the database cannot fold the same way hides the whole text.
const folded = (text: string, value: string, made: string): string =>
  `case when ${value} ~ '[^ -~]' then '' else replace(${text}, coalesce(nullif(${made}, ''), chr(1)), ' ') end`;

const digits = (value: string): string => `regexp_replace(${value}, '\\D', '', 'g')`;

const stripped: Readonly<Record<string, (text: string, column: string) => string>> = {
  email: (text, column) => folded(text, column, `lower(${column})`),
  phone: (text, column) => folded(text, column, `coalesce(nullif(${digits(column)}, ''), lower(${column}))`),
  channels: (text, column) => {
    const value = `case when c ->> 'type' = 'phone' then coalesce(nullif(${digits("c ->> 'value'")}, ''), lower(c ->> 'value')) else lower(c ->> 'value') end`;
    const all = `(select string_agg(regexp_replace(${value}, '[^a-z0-9]', '\\\\\\&', 'g'), '|') from jsonb_array_elements(${column}) c)`;
    return `case when ${column}::text ~ '[^ -~]' then '' else regexp_replace(${text}, coalesce(${all}, '$x'), ' ', 'g') end`;
  },
};
