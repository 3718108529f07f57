// A text field that becomes a choice: its different texts are the options.
import type { Queryable } from "../../../../db/database.ts";
import { columnSql } from "../../../query/column-sql.ts";
import { quoted } from "../../../query/sql.ts";
import { optionsFrom } from "../../options-from.ts";
import type { Option } from "../../field.ts";
import type { Carrying } from "./columns.ts";

/** More than a person would choose from. */
const MOST = 500;
const LONGEST = 80;

/** The options, or undefined when there are too many. Longer texts are left out, and turn up among what does not fit. */
export async function collectOptions(
  db: Queryable,
  { table, from, to }: Carrying,
  language: string,
): Promise<readonly Option[] | undefined> {
  const column = columnSql(from, "t");
  const whole = `select distinct btrim(${column}) as text from ${quoted(table)} t where ${column} is not null`;
  const pieces = `select distinct btrim(piece) as text from ${quoted(table)} t, regexp_split_to_table(${column}, '[;,\\n]') piece`;
  const text = `select text from (${to.type.name === "choices" ? pieces : whole}) found
    where text <> '' and length(text) <= ${LONGEST} order by lower(text), text limit ${MOST + 1}`;
  const texts = (await db.query<{ text: string }>({ text })).map((row) => row.text);
  const folded = new Map(texts.map((one) => [one.normalize("NFKC").toLowerCase(), one]));
  return texts.length > MOST ? undefined : optionsFrom([...folded.values()], language);
}
