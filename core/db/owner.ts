// Two roles instead of one: an owner that migrates and holds the history, and the application's, which may only add to it.
import type { Database, Queryable } from "./database.ts";

/** Tables that the application's role does not own. */
const kept = ["changes", "audit_events", "audit_seals", "migrations"];

const relations = `select format('%I.%I', n.nspname, c.relname) as name, c.relkind = 'S' as sequence from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'S') and pg_get_userbyid(c.relowner) = current_user
  and not c.relname = any($1)
  and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i', 'e'))`;

/**
 * After migrations by the owner: hands everything but the history to the application's role, which adds columns and tables
 * for fields and kinds of the company's own. The owner has to be a member of that role.
 */
export async function handOver(owner: Database, role: string): Promise<void> {
  await owner.transaction(async (trx) => {
    const quotedRole = await quotedName(trx, role);
    // First the grants: who is to own a table must be allowed to make one there.
    const [place] = await trx.query<{ name: string }>({ text: "select quote_ident(current_database()) as name" });
    for (const right of [
      `select, insert on changes, audit_events, audit_seals`,
      `select on migrations`,
      `execute on function forget_history(text, uuid[])`,
      `execute on function forget_history_some(text, integer)`,
      `execute on function forget_audit(bigint, bytea)`,
      `usage, create on schema public`,
      `create, temporary, connect on database ${place?.name}`,
    ])
      await trx.query({ text: `grant ${right} to ${quotedRole}` });
    const found = await trx.query<{ name: string; sequence: boolean }>({ text: relations, values: [kept] });
    for (const { name, sequence } of found)
      await trx.query({ text: `alter ${sequence ? "sequence" : "table"} ${name} owner to ${quotedRole}` });
  });
}

async function quotedName(db: Queryable, role: string): Promise<string> {
  const [row] = await db.query<{ name: string }>({ text: "select quote_ident($1) as name", values: [role] });
  return row?.name ?? "";
}
