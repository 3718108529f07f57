// How many clients a day a role may take out; a role without a limit is not counted.
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { BadRequest, NotAllowed } from "../../kernel/errors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";

/** The right to set it. */
export const SET_LIMITS = "exports.limits";

export interface Limit {
  readonly role: string;
  /** Name of a role of one's own; null for the built-in ones, whose names are words. */
  readonly name: string | null;
  /** Null: none. */
  readonly records: number | null;
}

const MOST = 1_000_000;

export class Limits {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async list(): Promise<Limit[]> {
    const text = `select r.id as role, r.name, l.records from roles r left join export_limits l on l.role = r.id
      where r.id <> 'admin' order by r.position, r.id`;
    return await this.#db.query<Limit & object>({ text });
  }

  /** Sets them all at once; in every process with the next request. */
  async set(actor: Actor, wanted: Readonly<Record<string, number | null>>): Promise<void> {
    if (!may(actor, SET_LIMITS)) throw new NotAllowed("security.not_allowed", { permission: SET_LIMITS });
    if (Object.values(wanted).some((records) => !isLimit(records)))
      throw new BadRequest("exports.bad_limit", { most: MOST });
    const changed = (await this.list()).filter(({ role, records }) => role in wanted && wanted[role] !== records);
    await this.#db.transaction(async (trx) => {
      for (const { role, records } of changed) {
        const text =
          wanted[role] === null
            ? "delete from export_limits where role = $1"
            : "insert into export_limits (role, records) values ($1, $2) on conflict (role) do update set records = excluded.records";
        await trx.query({ text, values: wanted[role] === null ? [role] : [role, wanted[role]] });
        const detail = { before: records, after: wanted[role] };
        await writeAudit(trx, actor, { action: "export.limit_changed", kind: "role", recordId: role, detail });
      }
      await trx.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    });
  }
}

const isLimit = (records: number | null): boolean =>
  records === null || (Number.isInteger(records) && records >= 0 && records <= MOST);
