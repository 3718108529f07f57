// What a call or a meeting counts as is worked out when it is done: a fact about then, which a later note does not change.
import { type Draft, type HookContext, type Records, systemActor } from "trellis/sdk";
import { type Contacted, isLate, isMeaningful } from "./meaningful.ts";
import type { WorkingTimes } from "./working-time.ts";
import { dayOf, plusDays } from "./zoned.ts";

const reader = systemActor("activities");
const MONTH = 30 * 86_400_000;
const NOTES = 200;

interface Needs {
  readonly records: Records;
  readonly times: WorkingTimes;
}

/** Says of what is done just now whether it was written down too late, and whether it counts as talking to somebody. */
export async function settleContact(draft: Draft, context: HookContext, needs: Needs): Promise<void> {
  if (draft.get("status") !== "done") for (const path of ["meaningful", "late", "approved"]) draft.set(path, null);
  else if (isAnother(draft)) await judge(draft, context, needs);
  else if (draft.touches("approved")) await count(draft, needs, await measured(draft, context));
}

const judged = ["status", "result", "notes", "minutes"];
const isAnother = (draft: Draft): boolean => !draft.before || judged.some((path) => draft.touches(path));

async function judge(draft: Draft, context: HookContext, needs: Needs): Promise<void> {
  const seconds = await measured(draft, context);
  // A provider tells of it in time, whenever somebody says how it was.
  draft.set("late", seconds === undefined && (await isWrittenLate(draft, context, needs)));
  // Whoever approved it approved what stood there then.
  if (!draft.touches("approved")) draft.set("approved", null);
  await count(draft, needs, seconds);
}

async function count(draft: Draft, needs: Needs, seconds: number | undefined): Promise<void> {
  const may = draft.get("late") !== true || draft.get("approved") === true;
  draft.set("meaningful", may && isMeaningful(contactOf(draft, seconds), await earlierNotes(draft, needs)));
}

/** `measured` are seconds that a provider counted, which go before what somebody typed. */
function contactOf(draft: Draft, measured: number | undefined): Contacted {
  const minutes = Number(draft.get("minutes") ?? 0);
  return {
    type: String(draft.get("type")),
    status: "done",
    result: textIn(draft, "result"),
    seconds: measured ?? (minutes > 0 ? minutes * 60 : null),
    evidence: measured !== undefined && measured > 0,
    notes: textIn(draft, "notes") ?? "",
  };
}

const textIn = (draft: Draft, path: string): string | null => {
  const value = draft.get(path);
  return typeof value === "string" ? value : null;
};

/** Seconds that a provider measured, where this is the activity it made. */
async function measured(draft: Draft, { db }: HookContext): Promise<number | undefined> {
  const callId = textIn(draft, "callId");
  if (callId === null) return undefined;
  const text = "select seconds from plugin_activities.calls where call_id = $1 and (activity is null or activity = $2)";
  const [row] = await db.query<{ seconds: number }>({ text, values: [callId, draft.id] });
  return row?.seconds;
}

async function earlierNotes(draft: Draft, { records }: Needs): Promise<readonly string[]> {
  const owner = draft.get("owner");
  if (typeof owner !== "string" || textIn(draft, "notes") === null) return [];
  const since = new Date(Date.now() - MONTH).toISOString();
  const filter = {
    and: [
      { field: "owner", op: "eq", value: owner },
      { field: "doneAt", op: "gte", value: since },
      { field: "notes", op: "notEmpty" },
      { field: "id", op: "ne", value: draft.id },
    ],
  } as const;
  const query = { filter, fields: ["notes"], limit: NOTES, sort: [{ field: "doneAt", direction: "desc" }] } as const;
  const { data } = await records.list(reader, "activity", query);
  return data.map((one) => String(one["notes"]));
}

async function isWrittenLate(draft: Draft, { actor }: HookContext, { times }: Needs): Promise<boolean> {
  const happened = textIn(draft, "startAt");
  if (happened === null) return false;
  const [from, to] = [dayOf(happened, actor.timeZone), dayOf(new Date(), actor.timeZone)];
  if (plusDays(from, 3) >= to) return false;
  const owner = draft.get("owner");
  const time = await times.of(typeof owner === "string" ? owner : undefined, from, to);
  return isLate(from, to, (first, last) => workdays(first, last, time.isWorkday));
}

/** Working days after the first day, up to the last one; more than a month is late in any case. */
function workdays(first: string, last: string, isWorkday: (day: string) => boolean): number {
  let count = 0;
  for (let day = plusDays(first, 1), tries = 0; day <= last && tries < 60; day = plusDays(day, 1), tries++)
    if (isWorkday(day)) count += 1;
  return count;
}
