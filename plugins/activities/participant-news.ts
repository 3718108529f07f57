// Who is asked, when it is and whether it takes place: what colleagues have to hear of, on every way in.
import type { Host } from "trellis/sdk";
import type { Participants } from "./participants.ts";

const heard = ["colleagues", "owner", "startAt", "endAt", "dueOn", "status"];

export function addParticipantNews(host: Host, participants: Participants): void {
  host.along(
    "activity",
    async (trx, written, { actor }) => {
      for (const { action, record, before } of written) {
        const isAsked = [record, before].some((one) => Array.isArray(one?.["colleagues"]));
        if (isAsked) await participants.follow(trx, actor, { action, record, before });
      }
    },
    {
      critical: true,
      wants: (values, before) =>
        before === undefined
          ? Array.isArray(values.get("colleagues"))
          : values.size === 0 || heard.some((field) => values.has(field)),
    },
  );
}
