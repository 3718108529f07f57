// Conditions of roles name fields: they are told of a field's new key, and named before one goes away.
import type { Queryable } from "../db/database.ts";
import { namesIn, renamed } from "../records/expressions/names.ts";
import type { MentionSource } from "../records/fields/life/mentions.ts";
import type { Kind } from "../records/kind.ts";
import { bumpRights } from "../security/rights-version.ts";

interface Row {
  readonly role: string;
  /** Null for those that are words of the interface. */
  readonly name: string | null;
  readonly permission: string;
  readonly condition: string;
}

const read = `select g.role, r.name, g.permission, g.condition from role_grants g join roles r on r.id = g.role
  where g.condition is not null and g.permission like $1 || '.%' order by r.position, g.permission`;

async function naming(db: Queryable, { plural }: Kind, path: string): Promise<readonly Row[]> {
  const rows = await db.query<Row & object>({ text: read, values: [plural] });
  return rows.filter(({ condition }) => namesIn(condition).includes(path));
}

export const roleMentions: MentionSource = {
  async find(db, kind, path) {
    const roles = new Map((await naming(db, kind, path)).map(({ role, name }) => [role, name ?? role]));
    return [...roles].map(([id, name]) => ({ place: "role", name, link: `/settings/roles/${id}` }));
  },
  async rename(trx, kind, { from, to }) {
    const text = "update role_grants set condition = $3 where role = $1 and permission = $2";
    const rows = await naming(trx, kind, from);
    for (const { role, permission, condition } of rows)
      await trx.query({ text, values: [role, permission, renamed(condition, from, to)] });
    if (rows.length > 0) await bumpRights(trx);
  },
};
