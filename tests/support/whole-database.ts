// Everything the database holds, modules' tables too, as one word: equal before and after means that nothing happened.
import type { Database } from "../../core/db/database.ts";

/** What is written about every request: the trail, what is counted, when somebody was last seen, and that a process lives. */
const beside = /^(audit_|attempts$|readings$|quota|usage|export_numbers|definition_versions$|plugin_nodes$)/;
const moments = ["last_seen_at", "last_used_at", "seen_at", "used_at"];

const tables = `select table_name as name, format('%I.%I', table_schema, table_name) as place,
    case table_schema when 'public' then table_name else format('%s.%s', table_schema, table_name) end as key
  from information_schema.tables
  where (table_schema = 'public' or starts_with(table_schema, 'plugin_')) and table_type = 'BASE TABLE'`;

const hashed = (key: string, place: string): string =>
  `select '${key}' as name, (select md5(coalesce(string_agg(line, '|' order by line), '')) from (
    select (to_jsonb(t) - $1::text[])::text as line from ${place} t) lines) as hash`;

/** By table, so that a difference says where. */
export async function wholeDatabase(db: Database): Promise<Record<string, string>> {
  const found = await db.query<{ name: string; place: string; key: string }>({ text: tables });
  const text = found
    .filter(({ name }) => !beside.test(name))
    .map(({ key, place }) => hashed(key, place))
    .join(" union all ");
  const rows = await db.query<{ name: string; hash: string }>({ text, values: [moments] });
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
