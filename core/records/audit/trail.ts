// Reading the audit trail: the history of records and all other deeds, in one order, the newest first.
import type { Queryable } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { newestFirst } from "../../kernel/clock.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { Trail as Part } from "../../security/audit/chain.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { boundsOf } from "./bounds.ts";

/** The right to read the trail, and to take it out. */
export const READ_AUDIT = "audit.read";
export const EXPORT_AUDIT = "audit.export";

export interface TrailFilter {
  readonly actorId?: string | undefined;
  readonly kind?: string | undefined;
  readonly recordId?: string | undefined;
  /** Path of a field that was written or looked at. */
  readonly field?: string | undefined;
  /** Such as `record.changed` or `session.started`. */
  readonly action?: string | undefined;
  readonly source?: string | undefined;
  /** Moments, ISO 8601; `until` is the first one that no longer counts. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface TrailLine {
  readonly part: Part;
  readonly seq: string;
  readonly at: string;
  readonly actorId: string;
  /** Name of the person, or the actor's id for background work. */
  readonly actorName: string;
  readonly actingFor: string | null;
  readonly source: string;
  readonly address: string | null;
  readonly action: string;
  readonly kind: string | null;
  readonly recordId: string | null;
  /** Version of the record that was written; null for other deeds. */
  readonly version: number | null;
  /** The bulk operation it belongs to. */
  readonly cause: string | null;
  readonly requestId: string | null;
  /** Paths of the fields that were written. Values are in the record's history, behind its rights. */
  readonly fields: readonly string[];
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface TrailPage {
  readonly lines: readonly TrailLine[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

/** Up to where each part was read. */
interface Place {
  readonly change: string;
  readonly event: string;
}

const END = "9223372036854775807";
const MOST = 1_000;
export const isPlace = (text: string): boolean =>
  /^\d{1,19}\.\d{1,19}$/.test(text) && text.split(".").every((number) => BigInt(number) <= BigInt(END));

const changes = `select 'change' as part, l.seq, l.at, l.actor_id as "actorId", coalesce(u.name, l.actor_id) as "actorName", null as "actingFor",
    l.source, l.cause ->> 'address' as address, 'record.' || l.action as action, l.kind, l.record_id::text as "recordId", l.version,
    l.operation_id as cause, l.cause ->> 'request' as "requestId",
    array(select distinct jsonb_object_keys(coalesce(l.before, '{}') || coalesce(l.after, '{}')) order by 1) as fields, null::jsonb as detail
  from changes l left join users u on u.id::text = l.actor_id
  where l.seq < $1 and l.seq >= $2 and l.seq <= $3
    and ($4::text is null or l.actor_id = $4) and ($5::text is null or l.kind = $5) and ($6::uuid is null or l.record_id = $6)
    and ($7::text is null or l.before ? $7 or l.after ? $7) and ($8::text is null or 'record.' || l.action = $8)
    and ($9::text is null or l.source = $9) and ($10::timestamptz is null or l.at >= $10) and ($11::timestamptz is null or l.at < $11)
  order by l.seq desc limit $12`;

const events = `select 'event' as part, l.seq, l.at, l.actor_id as "actorId", coalesce(u.name, l.actor_id) as "actorName", l.acting_for as "actingFor",
    l.source, l.address, l.action, l.kind, l.record_id as "recordId", null::integer as version, l.cause, l.request_id::text as "requestId",
    '{}'::text[] as fields, l.detail
  from audit_events l left join users u on u.id::text = l.actor_id
  where l.seq < $1 and l.seq >= $2 and l.seq <= $3
    and ($4::text is null or l.actor_id = $4) and ($5::text is null or l.kind = $5) and ($6::text is null or l.record_id = $6)
    and ($7::text is null or l.detail ->> 'field' = $7) and ($8::text is null or l.action = $8)
    and ($9::text is null or l.source = $9) and ($10::timestamptz is null or l.at >= $10) and ($11::timestamptz is null or l.at < $11)
  order by l.seq desc limit $12`;

export class AuditTrail {
  readonly #db: Queryable;

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** One page, and a line in the trail that it was read. */
  async read(
    actor: Actor,
    filter: TrailFilter,
    { place, limit = 50 }: { readonly place?: string | undefined; readonly limit?: number } = {},
  ): Promise<TrailPage> {
    if (!may(actor, READ_AUDIT)) throw new NotAllowed("security.not_allowed", { permission: READ_AUDIT });
    const page = await this.page(filter, { place, limit });
    const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    await writeAudit(this.#db, actor, {
      action: "audit.read",
      kind: "audit",
      detail: { ...asked, lines: page.lines.length },
    });
    return page;
  }

  /** The same for work that has told already what it takes. */
  async page(
    filter: TrailFilter,
    { place, limit = 50 }: { readonly place?: string | undefined; readonly limit?: number },
  ): Promise<TrailPage> {
    const most = Math.min(limit, MOST);
    const from = placeIn(place);
    const [written, done] = await Promise.all([
      this.#part("change", filter, from.change, most + 1),
      this.#part("event", filter, from.event, most + 1),
    ]);
    const all = merged(written, done);
    const lines = all.slice(0, most);
    return { lines, next: all.length > most ? placeAfter(from, lines) : null };
  }

  async #part(part: Part, filter: TrailFilter, before: string, limit: number): Promise<TrailLine[]> {
    if (!concerns(part, filter)) return [];
    const { actorId, kind, recordId, field, action, source, from, until } = filter;
    const { first, last } = await boundsOf(this.#db, part, { from, until });
    const asked = [actorId, kind, recordId, field, action, source, from, until].map((value) => value ?? null);
    const values = [before, first, last, ...asked, limit];
    return await this.#db.query<TrailLine & object>({ text: part === "change" ? changes : events, values });
  }
}

/** False where nothing can be found: an action belongs to one part, an id that is none to no record. */
function concerns(part: Part, { action, recordId }: TrailFilter): boolean {
  if (action !== undefined && action.startsWith("record.") !== (part === "change")) return false;
  return part === "event" || recordId === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(recordId);
}

function placeIn(text: string | undefined): Place {
  const [change = END, event = END] = text !== undefined && isPlace(text) ? text.split(".") : [];
  return { change, event };
}

/** Both in one, each part in its own order: that is where the next page goes on, even when a moment does not follow it. */
function merged(written: readonly TrailLine[], done: readonly TrailLine[]): TrailLine[] {
  const all: TrailLine[] = [];
  for (let change = 0, event = 0; change < written.length || event < done.length; ) {
    const [one, other] = [written[change], done[event]];
    const next = one && (!other || newestFirst(one, other) < 0) ? one : other;
    if (!next) break;
    all.push(next);
    if (next === one) change++;
    else event++;
  }
  return all;
}

function placeAfter(before: Place, lines: readonly TrailLine[]): string {
  const lastOf = (part: Part): string => lines.findLast((line) => line.part === part)?.seq ?? before[part];
  return `${lastOf("change")}.${lastOf("event")}`;
}
