// Lists that somebody else has to agree to: more clients than a day's, or how to reach them.
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Conflict, Invalid, NotAllowed, NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { mayTakeOut } from "../../security/may-take-out.ts";
import type { ListQuery } from "../query/grammar.ts";

/** The right to agree to what others want to take out, and to see what was taken. */
export const APPROVE = "exports.approve";

export type Wanted = Pick<ListQuery, "filter" | "q" | "sort" | "fields">;

export interface ExportRequest {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly kind: string;
  readonly query: Wanted;
  readonly purpose: string;
  readonly rows: number;
  readonly askedAt: string;
  readonly state: "requested" | "approved" | "refused" | "expired";
  readonly decidedBy: string | null;
  readonly downloads: number;
}

/** Downloads of one approval. */
export const DOWNLOADS = 3;
/** A question holds a day, an answer two. */
const state = `case when r.state = 'requested' and r.asked_at < now() - interval '24 hours' then 'expired'
  when r.state = 'approved' and (r.decided_at < now() - interval '48 hours' or r.downloads >= ${DOWNLOADS}) then 'expired' else r.state end`;

const select = `select r.id, r.user_id as "userId", u.name as "userName", r.kind, r.query, r.purpose, r.rows, r.asked_at as "askedAt",
  ${state} as state, d.name as "decidedBy", r.downloads
  from export_requests r join users u on u.id = r.user_id left join users d on d.id = r.decided_by`;

const LONGEST = 500;

export class ExportRequests {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async ask(
    actor: Actor,
    { kind, query, purpose, rows }: { kind: string; query: Wanted; purpose: string; rows: number },
  ): Promise<string> {
    const why = purpose.trim();
    if (why === "" || why.length > LONGEST)
      throw new Invalid([
        {
          pointer: "/purpose",
          code: why === "" ? "required" : "too_long",
          message: `problem.${why === "" ? "required" : "too_long"}`,
          values: { most: LONGEST },
        },
      ]);
    const id = newId();
    await this.#db.transaction(async (trx) => {
      const text =
        "insert into export_requests (id, user_id, kind, query, purpose, rows) values ($1, $2, $3, $4, $5, $6)";
      await trx.query({ text, values: [id, actor.id, kind, JSON.stringify(query), why, rows] });
      await writeAudit(trx, actor, { action: "export.requested", kind, cause: id, detail: { purpose: why, rows } });
    });
    return id;
  }

  /** One's own, and everybody's for those who may agree; the newest first. */
  async list(actor: Actor): Promise<ExportRequest[]> {
    const text = `${select} where $2 or r.user_id = $1 order by r.asked_at desc limit 100`;
    return await this.#db.query<ExportRequest & object>({ text, values: [actor.id, may(actor, APPROVE)] });
  }

  /** One's own, or anybody's for those who may agree. */
  async get(actor: Actor, id: string): Promise<ExportRequest> {
    const request = await this.#get(id);
    if (request.userId !== actor.id && !may(actor, APPROVE)) throw new NotFound("exports.no_request");
    return request;
  }

  /** Somebody else says yes or no, within a day. */
  async decide(actor: Actor, id: string, yes: boolean): Promise<void> {
    if (!may(actor, APPROVE)) throw new NotAllowed("security.not_allowed", { permission: APPROVE });
    const request = await this.#get(id);
    if (request.userId === actor.id) throw new NotAllowed("exports.not_ones_own");
    if (request.state !== "requested") throw new Conflict("exports.decided_already");
    await this.#db.transaction(async (trx) => {
      const text = `update export_requests set state = $2, decided_by = $3, decided_at = now() where id = $1 and state = 'requested' returning id`;
      const done = await trx.query({ text, values: [id, yes ? "approved" : "refused", actor.id] });
      if (done.length === 0) throw new Conflict("exports.decided_already");
      const deed = { action: yes ? "export.approved" : "export.refused", kind: request.kind, cause: id };
      await writeAudit(trx, actor, { ...deed, actingFor: request.userId, detail: { rows: request.rows } });
    });
  }

  /** Whoever asked takes out what was agreed to. A list that could not begin to leave is not counted as a download. */
  async use(actor: Actor, id: string, take: (request: ExportRequest) => Promise<void>): Promise<void> {
    const request = await this.#counted(actor, id);
    await take(request).catch(async (error: unknown) => {
      const text = "update export_requests set downloads = downloads - 1 where id = $1";
      await this.#db.query({ text, values: [id] });
      throw error;
    });
  }

  async #counted(actor: Actor, id: string): Promise<ExportRequest> {
    const request = await this.#get(id);
    if (request.userId !== actor.id) throw new NotFound("exports.no_request");
    mayTakeOut(actor);
    if (request.state !== "approved") throw new NotAllowed("exports.not_approved", { state: request.state });
    const text = `update export_requests set downloads = downloads + 1 where id = $1 and downloads < ${DOWNLOADS} returning id`;
    if ((await this.#db.query({ text, values: [id] })).length === 0)
      throw new NotAllowed("exports.not_approved", { state: "expired" });
    return request;
  }

  async #get(id: string): Promise<ExportRequest> {
    const [found] = await this.#db.query<ExportRequest & object>({ text: `${select} where r.id = $1`, values: [id] });
    if (!found) throw new NotFound("exports.no_request");
    return found;
  }
}
