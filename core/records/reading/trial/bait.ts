// Which records were marked as bait, and from when until when.
import type { Queryable } from "../../../db/database.ts";
import type { Opening } from "./recent.ts";

interface Marked {
  readonly key: string;
  readonly from: string;
  /** Null: still. */
  readonly until: string | null;
}

const text = `select kind || ' ' || record_id as key, marked_at as "from", null::timestamptz as until from honey_records
  union all
  select kind || ' ' || record_id, at, ended from (select kind, record_id, action, at,
    lead(at) over (partition by kind, record_id order by seq) as ended
    from audit_events where action in ('honey.marked', 'honey.lifted')) m where action = 'honey.marked' and ended is not null`;

export class Bait {
  readonly #marked: ReadonlyMap<string, readonly Marked[]>;

  constructor(marked: readonly Marked[]) {
    this.#marked = Map.groupBy(marked, ({ key }) => key);
  }

  static async of(db: Pick<Queryable, "query">): Promise<Bait> {
    return new Bait(await db.query<Marked & object>({ text }));
  }

  /** Whether the record was marked when it was opened. */
  was({ kind, recordId, at }: Opening): boolean {
    const times = this.#marked.get(`${kind} ${recordId}`) ?? [];
    return times.some(({ from, until }) => Date.parse(from) <= at && (until === null || at < Date.parse(until)));
  }
}
