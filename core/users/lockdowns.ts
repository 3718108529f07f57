// A switch for bad days: less is left to everybody but administrators, or to a team and those below it, until it is lifted.
import type { Database } from "../db/database.ts";
import { type Actor, may } from "../kernel/actor.ts";
import { BadRequest, NotAllowed, NotFound } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { bumpRights } from "../security/rights-version.ts";

/** The right to switch it on and off. */
export const LOCKDOWN = "lockdown.change";

export const lockdownModes = ["read_only", "no_exits", "masked"] as const;
export type LockdownMode = (typeof lockdownModes)[number];

export interface Lockdown {
  readonly id: string;
  readonly mode: LockdownMode;
  /** Null: everybody. */
  readonly teamId: string | null;
  readonly teamName: string | null;
  readonly startedAt: string;
  readonly startedBy: string;
}

const standing = `select l.id, l.mode, l.team_id as "teamId", t.name as "teamName", l.started_at as "startedAt",
  coalesce(u.name, l.started_by) as "startedBy" from lockdowns l left join teams t on t.id = l.team_id
  left join users u on u.id::text = l.started_by where l.ended_at is null order by l.started_at, l.id`;

export class Lockdowns {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async standing(actor: Actor): Promise<Lockdown[]> {
    allowed(actor);
    return await this.#db.query<Lockdown & object>({ text: standing });
  }

  /** In every process within a second; one that stands already stays as it is. */
  async begin(actor: Actor, mode: string, teamId: string | null): Promise<void> {
    allowed(actor);
    if (!lockdownModes.includes(mode as LockdownMode)) throw new BadRequest("users.unknown_lockdown", { mode });
    await this.#db.transaction(async (trx) => {
      const team = "select 1 from teams where id = $1 and deleted_at is null";
      const isThere =
        teamId === null || (isId(teamId) && (await trx.query({ text: team, values: [teamId] })).length > 0);
      if (!isThere) throw new NotFound("users.team_not_found");
      const text =
        "insert into lockdowns (id, team_id, mode, started_by) values ($1, $2, $3, $4) on conflict do nothing returning id";
      const made = await trx.query({ text, values: [newId(), teamId, mode, actor.id] });
      if (made.length === 0) return;
      await writeAudit(trx, actor, { action: "lockdown.began", kind: "lockdown", detail: { mode, team: teamId } });
      await bumpRights(trx);
    });
  }

  async end(actor: Actor, id: string): Promise<void> {
    allowed(actor);
    await this.#db.transaction(async (trx) => {
      const text =
        "update lockdowns set ended_at = now() where id = $1 and ended_at is null returning mode, team_id as team";
      const [ended] = await trx.query({ text, values: [id] });
      if (!ended) return;
      await writeAudit(trx, actor, { action: "lockdown.ended", kind: "lockdown", detail: ended });
      await bumpRights(trx);
    });
  }
}

function allowed(actor: Actor): void {
  if (actor.kind === "person" && !may(actor, LOCKDOWN))
    throw new NotAllowed("security.not_allowed", { permission: LOCKDOWN });
}
