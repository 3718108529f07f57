// A bulk change, an import, a merge: written down before its first record, so that it can be followed, resumed and undone.
import type { Queryable } from "../../db/database.ts";
import { type Actor, reach } from "../../kernel/actor.ts";
import { NotAllowed, NotFound } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";

export type OperationState = "running" | "applied" | "failed" | "undoing" | "undone" | "partly_undone";

export interface Operation {
  readonly id: string;
  /** What it was, such as `bulk.change`, `import`, `undo`. */
  readonly type: string;
  readonly kind: string | null;
  readonly actorId: string;
  /** Name of the person, or the actor's id for background work. */
  readonly actorName: string;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly state: OperationState;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

const columns = `o.id, o.type, o.kind, o.actor_id as "actorId", coalesce(u.name, o.actor_id) as "actorName", o.summary, o.state,
  o.started_at as "startedAt", o.ended_at as "endedAt"`;
const from = "from operations o left join users u on u.id::text = o.actor_id";

/** False for what wrote no records: there is nothing to take back. */
export const canBeUndone = ({ type }: Pick<Operation, "type">): boolean => type !== "export" && type !== "undo";

/** Whose and which lines of the last 30 days; absent: everybody's, of all kinds. */
export interface Recent {
  readonly actorId?: string | undefined;
  readonly kind?: string | undefined;
}

export class Operations {
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Answers the id that its records are written with. */
  async begin(
    actor: Actor,
    what: { type: string; kind?: string; summary?: object },
    db: Queryable = this.#db,
  ): Promise<string> {
    const id = newId();
    const text = "insert into operations (id, type, kind, actor_id, summary) values ($1, $2, $3, $4, $5)";
    await db.query({ text, values: [id, what.type, what.kind ?? null, actor.id, JSON.stringify(what.summary ?? {})] });
    return id;
  }

  /** Puts it into a state and adds to what is known about it. */
  async put(id: string, state: OperationState, summary: object = {}, db: Queryable = this.#db): Promise<void> {
    const text = `update operations set state = $2, summary = summary || $3::jsonb,
      ended_at = case when $2 in ('running', 'undoing') then null else now() end where id = $1`;
    await db.query({ text, values: [id, state, JSON.stringify(summary)] });
  }

  /** One's own; an administrator's view reaches all. */
  async get(actor: Actor, id: string, db: Queryable = this.#db): Promise<Operation> {
    const [found] = await db.query<Operation & object>({
      text: `select ${columns} ${from} where o.id = $1`,
      values: [id],
    });
    if (!found) throw new NotFound("records.operation_not_found");
    if (found.actorId !== actor.id) allowAll(actor);
    return found;
  }

  /** One's own of the last 30 days, the newest first; `before` is when the last one of the page before began. */
  async mine(actor: Actor, { before = "infinity", limit = 50 } = {}): Promise<Operation[]> {
    return await this.#recent({ actorId: actor.id }, before, limit);
  }

  /** The same of everybody, for those who may see that. */
  async all(actor: Actor, which: Recent, { before = "infinity", limit = 50 } = {}): Promise<Operation[]> {
    allowAll(actor);
    return await this.#recent(which, before, limit);
  }

  /** What lists left lately, whoever took them out; for those who were asked whether they may know. */
  async exports(limit = 50): Promise<Operation[]> {
    const text = `select ${columns} ${from} where o.type = 'export' order by o.started_at desc limit $1`;
    return await this.#db.query<Operation & object>({ text, values: [limit] });
  }

  async #recent({ actorId, kind }: Recent, before: string, limit: number): Promise<Operation[]> {
    const text = `select ${columns} ${from}
      where ($1::text is null or o.actor_id = $1) and ($4::text is null or o.kind = $4)
        and o.started_at < $2::timestamptz and o.started_at > now() - interval '30 days' order by o.started_at desc limit $3`;
    const values = [actorId ?? null, before, Math.min(limit, 200), kind ?? null];
    return await this.#db.query<Operation & object>({ text, values });
  }
}

/** Stops whoever may not see what everybody did. */
export function allowAll(actor: Actor): void {
  if (reach(actor, "operations.read") !== "all")
    throw new NotAllowed("security.not_allowed", { permission: "operations.read" });
}
