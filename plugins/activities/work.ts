// What happens without anybody waiting for it.
import type { Host, RecordEvent, Records } from "trellis/sdk";
import { markMissed } from "./missed.ts";
import { keeperId, type NextSteps } from "./next-steps.ts";
import type { OutsideCalendars } from "./outside.ts";
import type { Reminders } from "./reminders.ts";
import type { Series } from "./series.ts";
import type { WorkingTimes } from "./working-time.ts";

interface Needs {
  readonly steps: NextSteps;
  readonly reminders: Reminders;
  readonly series: Series;
  readonly times: WorkingTimes;
  readonly outside: OutsideCalendars;
  readonly records: Records;
}

export function addWork(host: Host, { steps, reminders, series, times, outside, records }: Needs): void {
  host.on("activity.*", "steps", async ({ recordId, before }) => {
    const now = await records.find(steps.as, "activity", recordId, { trash: true });
    for (const deal of new Set([before?.["deal"], now?.["deal"]]))
      if (typeof deal === "string") await steps.settle(deal);
  });
  for (const topic of ["deal.created", "deal.changed"])
    host.on(topic, topic.replace(".", "-"), async (event) => await typed(steps, event));
  const every = (name: string, schedule: string, work: (signal: AbortSignal) => Promise<number>): void =>
    host.job(name, async (_nothing, { signal }) => await work(signal), { schedule });
  host.health({
    id: "activities.reminders",
    label: "activities.health.reminders",
    check: async () => {
      const count = await reminders.overdue();
      return count === 0 ? undefined : { said: "activities.health.overdue", values: { count } };
    },
  });
  every("remind", "* * * * *", (signal) => reminders.sendDue(signal));
  every("adopt", "*/5 * * * *", (signal) => steps.adoptAll(signal));
  every("missed", "7,37 * * * *", (signal) => markMissed({ records, times }, new Date(), signal));
  every("outside", "*/15 * * * *", (signal) => outside.readAll(signal));
  every("series", "17 2 * * *", (signal) => series.extend(signal));
}

/** A next step that somebody wrote on the deal itself becomes an activity. */
async function typed(steps: NextSteps, { after, actorId, recordId }: RecordEvent): Promise<void> {
  const isStep = after && ("nextStep" in after || "nextStepOn" in after || "status" in after);
  if (isStep && actorId !== keeperId) await steps.settle(recordId);
}
