// Giving one record to a person or a team for a while. Who may at all do with records of the kind what the share says, may do it
// with this one, too: through every list, search, board, file and call alike, because it is a part of how far their right reaches.
import type { Database, Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound, type Problem } from "../../kernel/errors.ts";
import { isId, newId } from "../../kernel/ids.ts";
import type { Actors } from "../../security/actors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { bumpRights } from "../../security/rights-version.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { reachesByRoleNow } from "../query/scope-now.ts";
import type { Rec } from "../record.ts";
import type { Records } from "../records.ts";
import { problemAt } from "../store/validate.ts";
import { GIVE_SHARES, type NewShare, type ShareLine } from "./share.ts";

export interface SharesNeeds {
  readonly db: Database;
  readonly records: Records;
  readonly kinds: Kinds;
  readonly actors: Pick<Actors, "ofUser">;
}

/** So many of one record, and for one person or team, hold at a time: every request of theirs carries them. */
const MOST_OF_RECORD = 50;
const MOST_FOR_ONE = 500;

const live = "s.ended_at is null and coalesce(s.ends_at > now(), true)";

const listed = `select s.id, s.edits, s.ends_at as until, s.given_at as "givenAt", s.given_by as "byId", g.name as "byName",
  s.user_id as "userId", u.name as "userName", s.team_id as "teamId", t.name as "teamName"
from shares s join users g on g.id = s.given_by left join users u on u.id = s.user_id left join teams t on t.id = s.team_id
where s.kind = $1 and s.record_id = $2 and ${live} order by s.given_at desc`;

interface Row {
  readonly id: string;
  readonly edits: boolean;
  readonly until: string | null;
  readonly givenAt: string;
  readonly byId: string;
  readonly byName: string;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly teamId: string | null;
  readonly teamName: string | null;
}

export class Shares {
  readonly #needs: SharesNeeds;

  constructor(needs: SharesNeeds) {
    this.#needs = needs;
  }

  /** The shares of a record that have not ended, for whoever sees the record. */
  async of(actor: Actor, kindName: string, id: string): Promise<readonly ShareLine[]> {
    const { kind, record } = await this.#record(actor, kindName, id);
    const rows = await this.#needs.db.query<Row & object>({ text: listed, values: [kind.name, record.id] });
    return await Promise.all(rows.map(async (row) => lineOf(row, await this.#holds(kind, record, row))));
  }

  /** True when the actor could give this record to somebody. */
  async mayGive(actor: Actor, kind: Kind, record: Rec): Promise<boolean> {
    if (kind.ownerField === undefined || !may(actor, GIVE_SHARES)) return false;
    return await reachesByRoleNow(this.#needs.db, { actor, kind, action: "read", record });
  }

  async give(actor: Actor, kindName: string, id: string, share: NewShare): Promise<ShareLine> {
    const { kind, record } = await this.#record(actor, kindName, id);
    if (!kind.ownerField) throw new NotAllowed("shares.no_owner");
    if (!may(actor, GIVE_SHARES)) throw new NotAllowed("security.not_allowed", { permission: GIVE_SHARES });
    const action = share.access === "edit" ? "change" : "read";
    // Background work owns nothing that it could give.
    if (actor.kind === "system" || !(await reachesByRoleNow(this.#needs.db, { actor, kind, action, record })))
      throw new NotAllowed("shares.not_yours");
    const given = newId();
    await this.#needs.db.transaction(async (trx) => {
      await refuseUnfit(trx, actor, share);
      await insert(trx, actor, { id: given, kind: kind.name, record: record.id, share });
      const detail = {
        person: share.person ?? null,
        team: share.team ?? null,
        access: share.access,
        until: share.until ?? null,
      };
      await writeAudit(trx, actor, { action: "share.given", kind: kind.name, recordId: record.id, detail });
      await bumpRights(trx);
    });
    const line = (await this.of(actor, kindName, id)).find((one) => one.id === given);
    if (!line) throw new NotFound("shares.not_found");
    return line;
  }

  /** Ends it at once; for whoever gave it, and those whose right to change the record is their own. */
  async end(actor: Actor, kindName: string, id: string, share: string): Promise<void> {
    const { kind, record } = await this.#record(actor, kindName, id);
    const line = (await this.of(actor, kindName, id)).find((one) => one.id === share);
    if (!line) throw new NotFound("shares.not_found");
    const asked = { actor, kind, action: "change", record };
    if (line.givenBy.id !== actor.id && !(await reachesByRoleNow(this.#needs.db, asked)))
      throw new NotAllowed("shares.not_yours");
    await this.#needs.db.transaction(async (trx) => {
      const text = "update shares set ended_at = now(), ended_by = $2 where id = $1 and ended_at is null";
      await trx.query({ text, values: [share, actor.id] });
      const detail = { person: line.person?.id ?? null, team: line.team?.id ?? null };
      await writeAudit(trx, actor, { action: "share.ended", kind: kind.name, recordId: record.id, detail });
      await bumpRights(trx);
    });
  }

  async #record(actor: Actor, kindName: string, id: string): Promise<{ kind: Kind; record: Rec }> {
    const { kinds, records } = this.#needs;
    return { kind: kinds.get(kindName), record: await records.get(actor, kindName, id) };
  }

  async #holds(kind: Kind, record: Rec, { byId, edits }: Row): Promise<boolean> {
    const by = await this.#needs.actors.ofUser(byId, "page");
    if (!by) return false;
    return await reachesByRoleNow(this.#needs.db, { actor: by, kind, action: edits ? "change" : "read", record });
  }
}

function lineOf({ id, edits, until, givenAt, byId, byName, ...to }: Row, holds: boolean): ShareLine {
  const { userId, userName, teamId, teamName } = to;
  return {
    id,
    person: userId ? { id: userId, title: userName ?? "" } : null,
    team: teamId ? { id: teamId, title: teamName ?? "" } : null,
    access: edits ? "edit" : "read",
    until,
    givenBy: { id: byId, title: byName },
    givenAt,
    holds,
  };
}

// A day that the calendar does not have, such as the 31st of February, is one of the next month to JavaScript.
const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

const endOfDay = "(($1::date + 1)::timestamp at time zone $2)";

async function refuseUnfit(trx: Queryable, actor: Actor, share: NewShare): Promise<void> {
  const problems = [...(await recipientProblems(trx, actor, share)), ...(await endProblems(trx, actor, share))];
  if (problems.length > 0) throw new Invalid(problems);
}

async function recipientProblems(trx: Queryable, { id }: Actor, { person, team }: NewShare): Promise<Problem[]> {
  if ((person === undefined) === (team === undefined)) return [problemAt("person", "one_of_both")];
  if (person === id) return [problemAt("person", "share_with_oneself")];
  return (await isHere(trx, person, team)) ? [] : [problemAt(person ? "person" : "team", "not_an_option")];
}

async function endProblems(trx: Queryable, { timeZone }: Actor, { until }: NewShare): Promise<Problem[]> {
  if (until === undefined) return [];
  if (!isDay(until)) return [problemAt("until", "not_a_date")];
  const text = `select ${endOfDay} > now() as later`;
  const [row] = await trx.query<{ later: boolean }>({ text, values: [until, timeZone] });
  return row?.later ? [] : [problemAt("until", "share_in_the_past")];
}

async function isHere(trx: Queryable, person: string | undefined, team: string | undefined): Promise<boolean> {
  const id = person ?? team ?? "";
  if (!isId(id)) return false;
  const from = person
    ? "users where id = $1 and deleted_at is null and state <> 'inactive'"
    : "teams where id = $1 and deleted_at is null";
  return (await trx.query({ text: `select 1 from ${from} for share`, values: [id] })).length > 0;
}

interface Given {
  readonly id: string;
  readonly kind: string;
  readonly record: string;
  readonly share: NewShare;
}

async function insert(trx: Queryable, actor: Actor, { id, kind, record, share }: Given): Promise<void> {
  const { person = null, team = null, access, until = null } = share;
  const replaced = `update shares s set ended_at = now(), ended_by = $5 where ${live} and s.kind = $1 and s.record_id = $2
    and (s.user_id = $3 or s.team_id = $4) and s.given_by = $5::uuid`;
  await trx.query({ text: replaced, values: [kind, record, person, team, actor.id] });
  const counts = `select count(*) filter (where s.kind = $1 and s.record_id = $2)::int as "ofRecord",
    count(*) filter (where s.user_id = $3 or s.team_id = $4)::int as "forOne" from shares s
    where ${live} and ((s.kind = $1 and s.record_id = $2) or s.user_id = $3 or s.team_id = $4)`;
  const [row] = await trx.query<{ ofRecord: number; forOne: number }>({
    text: counts,
    values: [kind, record, person, team],
  });
  if (row && (row.ofRecord >= MOST_OF_RECORD || row.forOne >= MOST_FOR_ONE)) throw new Conflict("shares.too_many");
  const text = `insert into shares (ends_at, id, kind, record_id, user_id, team_id, edits, given_by)
    values (${endOfDay}, $3, $4, $5, $6, $7, $8, $9)`;
  const values = [until, actor.timeZone, id, kind, record, person, team, access === "edit", actor.id];
  await trx.query({ text, values });
}
