// Reading what was written: of one record, or by one person.
import type { Queryable } from "../../db/database.ts";
import { type Actor, reach } from "../../kernel/actor.ts";
import type { Kinds } from "../kinds.ts";
import type { Records } from "../records.ts";
import { allowAll, type Recent } from "./operations.ts";
import { seenLines } from "./seen-lines.ts";

/** One line of history. `before` and `after` hold only what changed, by path; a new record's `after` is all that was given. */
export interface HistoryLine {
  readonly seq: string;
  readonly kind: string;
  readonly recordId: string;
  readonly version: number;
  readonly action: "created" | "changed" | "removed" | "restored" | "erased";
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly actorId: string;
  /** Name of the person, or the actor's id for background work. */
  readonly actorName: string;
  readonly source: string;
  readonly operationId: string | null;
  readonly at: string;
}

const columns = `c.seq, c.kind, c.record_id as "recordId", c.version, c.action, c.before, c.after, c.actor_id as "actorId",
  coalesce(u.name, c.actor_id) as "actorName", c.source, c.operation_id as "operationId", c.at`;
const people = "left join users u on u.id::text = c.actor_id";

export class History {
  readonly #db: Queryable;
  readonly #records: Records;
  readonly #kinds: Kinds;

  constructor(db: Queryable, records: Records, kinds: Kinds) {
    this.#db = db;
    this.#records = records;
    this.#kinds = kinds;
  }

  /** Newest first; NotFound when the actor may not see the record. `before` is the version the last page ended with. */
  async of(
    actor: Actor,
    kind: string,
    id: string,
    { before = 2_147_483_647, limit = 50 } = {},
  ): Promise<HistoryLine[]> {
    await this.#records.get(actor, kind, id, { fields: [], trash: true });
    const text = `select ${columns} from changes c ${people} where c.record_id = $1 and c.kind = $2 and c.version < $3 order by c.version desc limit $4`;
    const lines = await this.#db.query<HistoryLine & object>({
      text,
      values: [id, kind, before, Math.min(limit, 200)],
      name: "history_of",
    });
    return seenLines(this.#kinds, actor, lines);
  }

  /** What this actor wrote in the last 30 days one by one (not in bulk), newest first. `before` is the `seq` the last page ended with. */
  async mine(actor: Actor, { before = "9223372036854775807", limit = 50 } = {}): Promise<HistoryLine[]> {
    const text = `select ${columns} from changes c ${people}
      where c.actor_id = $1 and c.operation_id is null and c.seq < $2 and c.at > now() - interval '30 days' order by c.seq desc limit $3`;
    const lines = await this.#db.query<HistoryLine & object>({
      text,
      values: [actor.id, before, Math.min(limit, 200)],
      name: "history_mine",
    });
    return seenLines(this.#kinds, actor, lines);
  }

  /** The same of everybody, of kinds the actor sees all records of. `before` is the `place` the last page ended with. */
  async all(
    actor: Actor,
    { actorId, kind }: Recent,
    { before, limit = 50 }: { readonly before?: string | undefined; readonly limit?: number } = {},
  ): Promise<(HistoryLine & { readonly place: string })[]> {
    allowAll(actor);
    const open = this.#kinds.all().filter(({ plural }) => reach(actor, `${plural}.read`) === "all");
    const kinds = open.map(({ name }) => name).filter((name) => kind === undefined || name === kind);
    const text = `select ${columns}, c.xid || '.' || c.seq as place from changes c ${people}
      where ($1::text is null or c.actor_id = $1) and c.kind = any($2) and c.operation_id is null and c.at > now() - interval '30 days'
        and ($3::text is null or (c.xid, c.seq) < (split_part($3, '.', 1)::xid8, split_part($3, '.', 2)::bigint))
      order by c.xid desc, c.seq desc limit $4`;
    const lines = await this.#db.query<HistoryLine & { place: string }>({
      text,
      values: [actorId ?? null, kinds, before ?? null, Math.min(limit, 200)],
    });
    return seenLines(this.#kinds, actor, lines);
  }
}
