// A telephone system tells of a call: it becomes an activity of the person whose token it uses, once, however often it is told.
import { setTimeout as rest } from "node:timers/promises";
import { type Actor, type Database, Invalid, type Input, type Rec, type Records } from "trellis/sdk";
import { problem } from "./problem.ts";

export interface ToldCall {
  readonly callId: string;
  readonly number: string;
  /** RFC 3339. */
  readonly at: string;
  readonly seconds: number;
  readonly direction: "in" | "out";
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  /** What a call is named before somebody says what it was about. */
  subject(call: ToldCall, who: string): string;
}

/** The activity of a call; `made` is false when it was told of before. Undefined while somebody else is still making it. */
export async function takeCall(
  { db, records, subject }: Needs,
  actor: Actor,
  call: ToldCall,
): Promise<{ record: Rec; made: boolean } | undefined> {
  const contact = await callerOf(records, actor, call.number);
  const input = (): Input => ({
    type: "call",
    subject: subject(call, String(contact?.["name"] ?? call.number)).slice(0, 200),
    contact: contact?.id ?? null,
    startAt: call.at,
    endAt: new Date(Date.parse(call.at) + call.seconds * 1_000).toISOString(),
    minutes: Math.ceil(call.seconds / 60),
    callId: call.callId,
    remind: null,
    // Whoever talked says how it was; where nobody answered there is nothing to say.
    ...(call.seconds === 0 && { status: "done", result: "no_answer" }),
  });
  const known = await claim(db, call);
  if (known === null) return undefined;
  if (known !== undefined) return { record: await records.get(actor, "activity", known), made: false };
  try {
    // Both or nothing: who dies in between would leave an activity that is made again when the call is told again.
    const record = await db.transaction(async (trx) => {
      const made = await records.create(actor, "activity", input(), { trx });
      const text = "update plugin_activities.calls set activity = $2 where call_id = $1";
      await trx.query({ text, values: [call.callId, made.id] });
      return made;
    });
    return { record, made: true };
  } catch (error) {
    const text = "delete from plugin_activities.calls where call_id = $1 and activity is null";
    await db.query({ text, values: [call.callId] });
    throw error;
  }
}

/** So long somebody who began to make an activity may take; then it is begun again. */
const PATIENCE = "interval '20 seconds'";
const LOOKS = 20;

/** The activity a call has already; undefined for whoever is to make it, null for who waited long enough for them. */
async function claim(db: Database, { callId, seconds }: ToldCall): Promise<string | null | undefined> {
  const text = `insert into plugin_activities.calls (call_id, seconds) values ($1, $2)
    on conflict (call_id) do update set told_at = now() where calls.activity is null and calls.told_at < now() - ${PATIENCE} returning call_id`;
  const [mine] = await db.query({ text, values: [callId, seconds] });
  if (mine) return undefined;
  for (let looks = 0; looks < LOOKS; looks++) {
    const [row] = await db.query<{ activity: string | null }>({
      text: "select activity from plugin_activities.calls where call_id = $1",
      values: [callId],
    });
    if (row?.activity) return row.activity;
    await rest(150);
  }
  return null;
}

/** The one person with this number; of several nobody knows who it was. */
async function callerOf(records: Records, actor: Actor, number: string): Promise<Rec | undefined> {
  const { data } = await records.list(actor, "contact", { q: number, limit: 2 });
  return data.length === 1 ? data[0] : undefined;
}

const isText = (value: unknown, shape: RegExp): boolean => typeof value === "string" && shape.test(value);
const isInstant = (value: unknown): boolean =>
  isText(value, /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/) && !Number.isNaN(Date.parse(String(value)));
const isLength = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 86_400;

const checks: Readonly<Record<keyof ToldCall, (value: unknown) => boolean>> = {
  callId: (value) => isText(value, /^[\x21-\x7e]{1,100}$/),
  number: (value) => isText(value, /^\+?[\d ()./-]{3,40}$/),
  at: isInstant,
  seconds: isLength,
  direction: (value) => value === "in" || value === "out",
};

/** What a telephone system sent, or Invalid with everything that is wrong with it. */
export function callIn(json: unknown): ToldCall {
  const said = (typeof json === "object" && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(checks).filter(([field, isFine]) => !isFine(said[field]));
  if (wrong.length > 0) throw new Invalid(wrong.map(([field]) => problem(field, "bad_call", { field })));
  return said as unknown as ToldCall;
}
