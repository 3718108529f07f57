// The schema of a database as statements that make it again, read from its catalogue: tables of the core, of the company's own kinds
// and of plugins, whoever made them and in whichever order.
import type { Queryable } from "../db/database.ts";

/** In this order; data comes between `before` and `after`. */
export interface SchemaText {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface TableFacts {
  /** Quoted, with its schema. */
  readonly name: string;
  /** Quoted, with commas between: those that are filled, and not computed. */
  readonly columns: string;
}

/** Everything of ours stands in these. */
const ours = `nspname in ('public', 'jobs') or starts_with(nspname, 'plugin_')`;
const notOfExtensions = (id: string, of: string): string =>
  `not exists (select from pg_depend x where x.objid = ${id} and x.classid = '${of}'::regclass and x.deptype = 'e')`;
const from = `from pg_class c join pg_namespace n on n.oid = c.relnamespace and (${ours})`;
const named = "format('%I.%I', n.nspname, c.relname)";

const schemas = `select format('create schema if not exists %I', nspname) as sql from pg_namespace where ${ours} order by 1`;

const extensions = `select format('create extension if not exists %I with schema %I', extname, nspname) as sql
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace where extname <> 'plpgsql' order by 1`;

const enums = `select format('create type %I.%I as enum (%s)', n.nspname, typname,
    (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid)) as sql
  from pg_type t join pg_namespace n on n.oid = typnamespace and (${ours}) where typtype = 'e' order by t.oid`;

const sequences = `select format('create sequence %s as %s start with %s increment by %s minvalue %s maxvalue %s cache %s%s', ${named},
    format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, case when s.seqcycle then ' cycle' else '' end) as sql
  ${from} join pg_sequence s on s.seqrelid = c.oid
  where not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'i') order by 1`;

const column = `format('%I %s%s%s%s', attname, format_type(atttypid, atttypmod),
    case when attcollation <> t.typcollation then ' collate ' || attcollation::regcollation else '' end,
    case when attidentity <> '' then format(' generated %s as identity (start with %s increment by %s)',
        case attidentity when 'a' then 'always' else 'by default' end, s.seqstart, s.seqincrement)
      when attgenerated = 's' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid)) else '' end,
    case when attnotnull then ' not null' else '' end)`;

const tables = `select case when c.relispartition
    then format('create table %s partition of %s %s', ${named}, i.inhparent::regclass, pg_get_expr(c.relpartbound, c.oid))
    else format('create table %s (%s)%s%s', ${named}, (
      select string_agg(${column}, ', ' order by attnum) from pg_attribute a join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        left join pg_depend p on p.refobjid = a.attrelid and p.refobjsubid = a.attnum and p.deptype = 'i' and p.classid = 'pg_class'::regclass
          and p.refclassid = 'pg_class'::regclass and attidentity <> ''
        left join pg_sequence s on s.seqrelid = p.objid
      where a.attrelid = c.oid and attnum > 0 and not attisdropped),
      case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end,
      case when c.reloptions is not null then format(' with (%s)', array_to_string(c.reloptions, ', ')) else '' end) end as sql
  ${from} left join pg_inherits i on i.inhrelid = c.oid where c.relkind in ('r', 'p') order by c.relispartition, c.oid`;

const functions = `select pg_get_functiondef(p.oid) as sql from pg_proc p join pg_namespace n on n.oid = p.pronamespace and (${ours})
  where prokind in ('f', 'p') and ${notOfExtensions("p.oid", "pg_proc")} order by p.oid`;

const defaults = `select format('alter table only %s alter column %I set default %s', ${named}, attname, pg_get_expr(d.adbin, d.adrelid)) as sql
  ${from} join pg_attrdef d on d.adrelid = c.oid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
  where c.relkind in ('r', 'p') and attgenerated = '' and attidentity = '' order by c.oid, attnum`;

const owned = `select format('alter sequence %s owned by %s.%I', ${named}, d.refobjid::regclass, a.attname) as sql
  ${from} join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'a' and d.refobjsubid > 0
  join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid where c.relkind = 'S' order by 1`;

/** Keys first: foreign ones need them. */
const constraints = `select format('alter table %s add constraint %I %s', ${named}, conname, pg_get_constraintdef(k.oid)) as sql
  ${from} join pg_constraint k on k.conrelid = c.oid
  where c.relkind in ('r', 'p') and contype in ('p', 'u', 'x', 'c', 'f') and conparentid = 0 and coninhcount = 0
  order by array_position(array['p', 'u', 'x', 'c', 'f'], contype::text), k.oid`;

const indexes = `select replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as sql
  ${from} join pg_index i on i.indrelid = c.oid and i.indisvalid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid) order by i.indexrelid`;

const views = `select format('create view %s as %s', ${named}, pg_get_viewdef(c.oid)) as sql ${from}
  where c.relkind = 'v' and ${notOfExtensions("c.oid", "pg_class")} order by c.oid`;

const triggers = `select pg_get_triggerdef(t.oid) as sql ${from} join pg_trigger t on t.tgrelid = c.oid
  where not tgisinternal and tgparentid = 0 order by t.oid`;

const guards = `select format('alter table %s enable always trigger %I', ${named}, tgname) as sql ${from} join pg_trigger t on t.tgrelid = c.oid
  where not tgisinternal and tgparentid = 0 and tgenabled = 'A' order by t.oid`;

const places = `select format('select setval(%L, %s)', format('%I.%I', schemaname, sequencename), last_value) as sql from pg_sequences
  where last_value is not null and schemaname in (select nspname from pg_namespace where ${ours}) order by 1`;

const filled = `select ${named} as name, string_agg(format('%I', attname), ', ' order by attnum) as columns
  ${from} join pg_attribute a on a.attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
  where c.relkind = 'r' group by c.oid, n.nspname, c.relname order by 1`;

const sqlOf = async (db: Queryable, text: string): Promise<string[]> =>
  (await db.query<{ sql: string }>({ text })).map(({ sql }) => sql);

/** Read without `search_path`, so that every name is written with its schema. */
export async function schemaOf(db: Queryable): Promise<SchemaText> {
  const [before, after]: [string[], string[]] = [[], []];
  const first = [schemas, extensions, enums, sequences, tables, functions, defaults, owned];
  for (const text of first) before.push(...(await sqlOf(db, text)));
  for (const text of [constraints, indexes, views, triggers, guards, places]) after.push(...(await sqlOf(db, text)));
  return { before, after };
}

/** Every table that holds rows, by name. */
export async function tablesOf(db: Queryable): Promise<TableFacts[]> {
  return await db.query<TableFacts & object>({ text: filled });
}

/** Takes away everything of ours that is there. */
export async function clear(db: Queryable): Promise<void> {
  // One after the other: what went with a table is not there any more when its turn comes.
  const drops = [
    `select format('drop schema %I cascade', nspname) as sql from pg_namespace where nspname = 'jobs' or starts_with(nspname, 'plugin_')`,
    ...["v view", "p table", "r table", "S sequence"].map((kind) => dropsOf(kind[0] ?? "", kind.slice(2))),
    `select format('drop function if exists %s cascade', p.oid::regprocedure) as sql
      from pg_proc p where pronamespace = 'public'::regnamespace and ${notOfExtensions("p.oid", "pg_proc")}`,
    `select format('drop type if exists public.%I cascade', typname) as sql
      from pg_type t where typnamespace = 'public'::regnamespace and typtype = 'e'`,
  ];
  for (const text of drops) for (const sql of await sqlOf(db, text)) await db.query({ text: sql });
}

const dropsOf = (kind: string, word: string): string =>
  `select format('drop ${word} if exists public.%I cascade', relname) as sql from pg_class c
    where relnamespace = 'public'::regnamespace and relkind = '${kind}' and ${notOfExtensions("c.oid", "pg_class")}`;
