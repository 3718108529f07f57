// What guests have to hear of: another time or place, another name, or that it does not take place.
import type { Host, Rec, Transaction } from "trellis/sdk";
import { activityFrom } from "./activity.ts";
import type { Invitations } from "./invitations.ts";

const heard = ["startAt", "endAt", "place", "subject", "status"] as const;

export function addInvitationNews(host: Host, invitations: Invitations): void {
  host.along(
    "activity",
    async (trx, written) => {
      for (const { action, record, before } of written) await follow(trx, invitations, { action, record, before });
    },
    {
      wants: (values, before) =>
        before !== undefined && (values.size === 0 || heard.some((field) => values.has(field))),
    },
  );
}

interface News {
  readonly action: string;
  readonly record: Rec;
  readonly before: Rec | undefined;
}

async function follow(trx: Transaction, invitations: Invitations, { action, record, before }: News): Promise<void> {
  const isOff = action === "removed" || record["status"] === "cancelled";
  const isPlanned = record["status"] === "planned" && action === "changed";
  const differs = (field: string) => record[field] !== before?.[field];
  const what = ["startAt", "endAt"].some(differs) ? "rescheduled" : "moved";
  if (isOff) await invitations.follow(trx, activityFrom(record), "cancelled");
  else if (isPlanned && heard.some(differs)) await invitations.follow(trx, activityFrom(record), what);
}
