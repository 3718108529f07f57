// What the application's role may do in the database, and what it should not.
import type { Queryable } from "./database.ts";

export interface Rights {
  readonly role: string;
  /** More than anything here needs: superuser, other roles, replication, the server's files and programs. */
  readonly mighty: boolean;
  /** The history is another role's: this one can add to it, and no more. */
  readonly apart: boolean;
}

const question = `select current_user as role,
  rolsuper or rolcreaterole or rolbypassrls or rolreplication
    or pg_has_role(current_user, 'pg_execute_server_program', 'usage')
    or pg_has_role(current_user, 'pg_read_server_files', 'usage')
    or pg_has_role(current_user, 'pg_write_server_files', 'usage') as mighty,
  to_regclass('public.changes') is not null
    and not has_table_privilege(to_regclass('public.changes'), 'update, delete, truncate') as apart
from pg_roles where rolname = current_user`;

export async function rightsOf(db: Queryable): Promise<Rights> {
  const [found] = await db.query<{ role: string; mighty: boolean; apart: boolean }>({ text: question });
  return found as Rights;
}
