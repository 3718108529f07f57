// What a receiver is told of one event: as much as the webhook's owner may see when it is sent.
import type { Database } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { seenLines } from "../records/history/seen-lines.ts";
import type { Kinds } from "../records/kinds.ts";
import type { Records } from "../records/records.ts";
import type { DeliveryRow } from "./rows.ts";

export interface PayloadNeeds {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly records: Records;
}

interface Line {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly action: string;
  readonly actorId: string;
  readonly at: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

const MOST_BYTES = 20_000;

const read = `select kind, record_id as id, version, action, actor_id as "actorId", at, before, after from changes
  where xid = split_part($1, '.', 1)::xid8 and seq = split_part($1, '.', 2)::bigint`;

/** The body as JSON; undefined when the owner may not see the record, or nothing that they may see was changed. */
export async function payloadOf(
  { db, kinds, records }: PayloadNeeds,
  owner: Actor,
  { eventId, topic, sequence }: Pick<DeliveryRow, "eventId" | "topic" | "sequence">,
): Promise<string | undefined> {
  const [found] = await db.query<Line & object>({ name: "webhook-line", text: read, values: [eventId] });
  if (!found || !kinds.find(found.kind)) return undefined;
  if (!(await records.find(owner, found.kind, found.id, { fields: [], trash: true }))) return undefined;
  const [line = found] = seenLines(kinds, owner, [found]);
  const { kind, id, version, action, actorId, at, before, after } = line;
  if (action === "changed" && Object.keys(after ?? {}).length === 0) return undefined;
  const facts = { kind, id, version, actorId };
  const whole = bodyOf({ topic, at, sequence }, { ...facts, before, after, isCut: false });
  if (Buffer.byteLength(whole) <= MOST_BYTES) return whole;
  return bodyOf({ topic, at, sequence }, { ...facts, before: null, after: null, isCut: true });
}

interface Envelope {
  readonly topic: string;
  /** When it happened. */
  readonly at: string;
  readonly sequence: string | null;
}

/** `{type, timestamp, sequence, data}`. */
export const bodyOf = ({ topic, at, sequence }: Envelope, data: object): string =>
  JSON.stringify({ type: topic, timestamp: at, sequence: sequence === null ? null : Number(sequence), data });
