// A change of what a role may do with fields, taken back.
import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { Conflict } from "../kernel/errors.ts";
import type { Access } from "../records/access/access.ts";
import { fieldName } from "../records/access/field-name.ts";
import type { Mode } from "../records/access/mode.ts";
import type { ChangedModes } from "./role.ts";
import { readRoleChanges } from "./role-rows.ts";

export class RoleFields {
  readonly #db: Database;
  readonly #access: Access;

  constructor(db: Database, access: Access) {
    this.#db = db;
    this.#access = access;
  }

  /** False for a change of something else; Conflict when one of the fields was changed again since, or is away. */
  async undo(actor: Actor, seq: string): Promise<boolean> {
    const [line] = await readRoleChanges(this.#db, seq);
    if (!line?.fields) return false;
    for (const [name, fields] of Object.entries(line.fields)) await this.#undo(actor, line.role, { name, fields });
    return true;
  }

  async #undo(actor: Actor, role: string, { name, fields }: { name: string; fields: ChangedModes }): Promise<void> {
    const kind = this.#access.kinds().find((one) => one.name === name);
    if (!kind) throw new Conflict("users.role_changed_since");
    const standing = await this.#access.of(actor, name);
    const paths = new Map(this.#access.fields(actor, kind).map(({ path }) => [fieldName(kind, path), path]));
    const back: Record<string, Record<string, Mode>> = {};
    for (const [field, [before, after]] of Object.entries(fields)) {
      const path = paths.get(field);
      if (path === undefined || (standing.fields[path]?.[role] ?? "edit") !== after)
        throw new Conflict("users.role_changed_since");
      back[path] = { [role]: before };
    }
    await this.#access.change(actor, name, back, standing.version);
  }
}
