// What somebody has elsewhere, in a day of the calendar: in words for themselves, for others only that they are busy.
import type { Actor } from "trellis/sdk";
import type { SeenEvent } from "./outside.ts";
import { timeOf } from "./zoned.ts";

interface Seeing {
  readonly elsewhere: readonly SeenEvent[];
  readonly actor: Actor;
}

export function elsewhereOn(day: string, { elsewhere, actor }: Seeing, person: string) {
  return elsewhere
    .filter((one) => one.person === person && one.firstDay <= day && day <= one.lastDay)
    .filter(({ busy }) => busy || person === actor.id)
    .map(({ uid, recurrence, subject, firstDay, startAt, endAt }) => ({
      subject: person === actor.id ? subject : null,
      clock: startAt !== null && firstDay === day ? timeOf(startAt, actor.timeZone) : null,
      until: endAt !== null && firstDay === day ? timeOf(endAt, actor.timeZone) : null,
      uid,
      recurrence,
      mine: person === actor.id && firstDay === day,
    }));
}
