// Reading and writing roles. Every change of one goes through `writeRole`, which writes it down and tells all processes.
import type { Queryable } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { sameJson, type Json } from "../kernel/json.ts";
import type { ClosedToRole, RoleChange, RoleDefinition, RoleThen, StandingRole } from "./role.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { bumpRights } from "../security/rights-version.ts";

const read = `select id, name, position, version,
  coalesce((select jsonb_object_agg(permission, case when condition is null then to_jsonb(scope)
    else jsonb_build_object('reach', scope, 'when', condition) end) from role_grants where role = roles.id), '{}') as grants
from roles`;

export async function readRoles(db: Queryable): Promise<StandingRole[]> {
  return await db.query<StandingRole & object>({ text: `${read} order by position, id` });
}

/** The role, held until the transaction ends, so that two who change it come one after the other. */
export async function holdRole(trx: Queryable, id: string): Promise<StandingRole | undefined> {
  const [role] = await trx.query<StandingRole & object>({ text: `${read} where id = $1 for update`, values: [id] });
  return role;
}

export interface Written {
  readonly before: RoleThen | null;
  readonly after: RoleThen | null;
}

/** Makes the role what `after` says, nothing for null; part of the caller's transaction. */
export async function writeRole(trx: Queryable, actor: Actor, id: string, { before, after }: Written): Promise<void> {
  if (sameJson(before as unknown as Json, after as unknown as Json)) return;
  if (after) await put(trx, { id, ...after });
  else await trx.query({ text: "delete from roles where id = $1", values: [id] });
  const text = "insert into role_changes (actor_id, source, role, before, after) values ($1, $2, $3, $4, $5)";
  const [was, is] = [before, after].map((then) => (then ? JSON.stringify(then) : null));
  await trx.query({ text, values: [actor.id, actor.source, id, was, is] });
  // Not everybody who reads the trail may be told of fields.
  const { closed: _, ...said } = before ?? {};
  const detail = { before: before && said, after };
  await writeAudit(trx, actor, { action: "role.changed", kind: "role", recordId: id, detail });
  await bumpRights(trx);
}

async function put(trx: Queryable, { id, name, position, grants }: RoleDefinition): Promise<void> {
  const put = `insert into roles (id, name, position) values ($1, $2, $3)
    on conflict (id) do update set name = excluded.name, position = excluded.position, version = roles.version + 1`;
  await trx.query({ text: put, values: [id, name, position] });
  await trx.query({ text: "delete from role_grants where role = $1", values: [id] });
  const give = `insert into role_grants (role, permission, scope, condition) select $1, permission, scope, condition
    from jsonb_to_recordset($2) as x(permission text, scope text, condition text)`;
  const rows = Object.entries(grants).map(([permission, grant]) =>
    typeof grant === "string"
      ? { permission, scope: grant, condition: null }
      : { permission, scope: grant.reach, condition: grant.when },
  );
  await trx.query({ text: give, values: [id, JSON.stringify(rows)] });
}

const MOST = 200;

/** The newest first. */
export async function readRoleChanges(db: Queryable, seq?: string): Promise<RoleChange[]> {
  const text = `select c.seq::text, c.at, c.actor_id as "actorId", coalesce(u.name, c.actor_id) as "actorName", c.role, r.name as "nameNow", c.before, c.after, c.fields
    from role_changes c left join users u on u.id::text = c.actor_id left join roles r on r.id = c.role
    where $1::bigint is null or c.seq = $1 order by c.seq desc limit ${MOST}`;
  return await db.query<RoleChange & object>({ text, values: [seq ?? null] });
}

/** What is closed to one role is closed to another from now on. */
export async function copyFieldModes(trx: Queryable, actor: Actor, from: string, to: string): Promise<void> {
  await told(trx, actor);
  const text =
    "insert into field_access (kind, field, role, mode) select kind, field, $2, mode from field_access where role = $1";
  await trx.query({ text, values: [from, to] });
}

/** One after the other, whoever makes a role or changes one: of two with one name the second is told. */
export async function lockNames(trx: Queryable): Promise<void> {
  await trx.query({ text: "select pg_advisory_xact_lock(hashtext('names of roles'))" });
}

/** What was closed to this role alone comes back into the search texts of its kinds. Answers what that was. */
export async function openFields(trx: Queryable, actor: Actor, role: string): Promise<readonly ClosedToRole[]> {
  await told(trx, actor);
  const text = "delete from field_access where role = $1 returning kind, field, mode";
  const closed = await trx.query<ClosedToRole & object>({ text, values: [role] });
  await askRewrites(trx, closed);
  return closed;
}

/** What was closed to a role that comes back. */
export async function closeFields(
  trx: Queryable,
  actor: Actor,
  role: string,
  closed: readonly ClosedToRole[],
): Promise<void> {
  await told(trx, actor);
  const text = `insert into field_access (kind, field, role, mode)
    select kind, field, $1, mode from jsonb_to_recordset($2::jsonb) as x(kind text, field text, mode text) on conflict do nothing`;
  await trx.query({ text, values: [role, JSON.stringify(closed)] });
  await askRewrites(trx, closed);
}

async function askRewrites(trx: Queryable, closed: readonly ClosedToRole[]): Promise<void> {
  const text = `insert into search_rewrites (kind) select distinct unnest($1::text[])
    on conflict (kind) do update set asked_at = clock_timestamp()`;
  await trx.query({ text, values: [closed.map(({ kind }) => kind)] });
}

// The table of modes writes its own history, and every process looks whether it is of the newest version.
async function told(trx: Queryable, { id, source }: Actor): Promise<void> {
  const who = "select set_config('trellis.actor', $1, true), set_config('trellis.source', $2, true)";
  await trx.query({ text: who, values: [id, source] });
  await trx.query({ text: "update definition_versions set version = version + 1 where name = 'fields'" });
}
