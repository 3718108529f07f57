// Calls and meetings that nobody said anything about are missed after 24 working hours.
import { type Records, systemActor } from "trellis/sdk";
import { type Activity, activityFrom, titled } from "./activity.ts";
import { workingHours, type WorkingTimes } from "./working-time.ts";
import { dayOf, instantOf } from "./zoned.ts";

const keeper = systemActor("activities");
const HOURS = 24;
const PAGE = 200;
const DAY = 86_400_000;

interface Needs {
  readonly records: Records;
  readonly times: WorkingTimes;
}

/** Marks what is missed now; answers how many. */
export async function markMissed({ records, times }: Needs, now = new Date(), signal?: AbortSignal): Promise<number> {
  const filter = {
    and: [
      { field: "status", op: "eq", value: "planned" },
      { field: "type", op: "in", value: ["call", "meeting"] },
      { field: "dueAt", op: "lt", value: new Date(now.getTime() - DAY).toISOString() },
    ],
  } as const;
  let [count, after] = [0, undefined as string | undefined];
  do {
    const page = await records.list(keeper, "activity", { filter, sort: oldest, limit: PAGE, after, include: titled });
    for (const record of page.data) {
      if (signal?.aborted || !(await isMissed(activityFrom(record), times, now))) continue;
      // Somebody who says something about it in this moment goes first.
      const said = { baseVersion: record.version, strict: true };
      count += await records.change(keeper, "activity", record.id, { status: "missed" }, said).then(
        () => 1,
        () => 0,
      );
    }
    after = page.next ?? undefined;
  } while (after !== undefined && !signal?.aborted);
  return count;
}

const oldest = [
  { field: "dueAt", direction: "asc" },
  { field: "id", direction: "asc" },
] as const;

async function isMissed({ endAt, dueOn, owner, zone }: Activity, times: WorkingTimes, now: Date): Promise<boolean> {
  const day = endAt === null ? dueOn : dayOf(endAt, zone);
  if (day === null) return false;
  const time = await times.of(owner?.id, day, dayOf(now, zone));
  const end = new Date(endAt ?? instantOf(day, time.to, zone));
  return workingHours(end, now, { time, zone, enough: HOURS }) >= HOURS;
}
