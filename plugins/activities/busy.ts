// When people are taken, and when all of them have time. Everybody may know that a colleague is busy, and nothing about what with.
import { type Actor, systemActor } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import type { Activity } from "./activity.ts";
import type { OutsideCalendars, SeenEvent } from "./outside.ts";
import type { Participants } from "./participants.ts";
import { freeSlots, type Slot, type WorkingTime, type WorkingTimes } from "./working-time.ts";
import { dayOf, plusDays } from "./zoned.ts";

const reader = systemActor("activities");

/** For what has to know of everything: whether people are free, what a calendar elsewhere shows. */
export const ALL = 50_000;

/** A time somebody is taken, and by what. */
export interface Engagement extends Slot {
  readonly person: string;
  readonly activity: string;
}

export interface Person {
  readonly id: string;
  readonly timeZone: string;
}

interface Needs {
  readonly activities: Activities;
  readonly participants: Participants;
  readonly times: WorkingTimes;
  readonly outside: Pick<OutsideCalendars, "between">;
  readonly actors: { ofUser(id: string, source: "job"): Promise<Actor | undefined> };
}

/** What is looked for: so long, on one of so many days from the first on, as they are where the asker is. */
export interface Wanted {
  readonly people: readonly string[];
  readonly minutes: number;
  readonly first: string;
  readonly days: number;
  readonly timeZone: string;
  /** Left out of what makes people busy: it is about to be moved. */
  readonly except?: string | undefined;
}

export class Busy {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** What these people have with a time, between two days; without what they declined. */
  async of(people: readonly string[], first: string, last: string): Promise<readonly Engagement[]> {
    const { activities, participants } = this.#needs;
    const found = (await activities.between(reader, people, { first, last }, ALL)).activities.filter(isTaking);
    const shared = found.filter(({ colleagues }) => colleagues.length > 0).map(({ id }) => id);
    const refused = await participants.refusals(shared);
    const own = found.flatMap((one) =>
      people.filter((person) => takesPart(one, person, refused)).map((person) => engagementOf(one, person)),
    );
    const outside = await this.#needs.outside.between(people, first, last);
    return [...own, ...outside.flatMap(elsewhere)];
  }

  /** Beginnings at which all of them work and none is busy, the earliest first; of the past, none. */
  async freeTimes({ people, minutes, first, days, timeZone, except }: Wanted): Promise<readonly string[]> {
    const known = await Promise.all(people.map(async (id) => await this.#personOf(id, timeZone)));
    // Their days may begin before ours, or end after.
    const around = Array.from({ length: days + 2 }, (_, at) => plusDays(first, at - 1));
    const [from, to] = [around[0] ?? first, around.at(-1) ?? first];
    const taken = (await this.of(people, from, to)).filter(({ activity }) => activity !== except);
    const each = await Promise.all(
      known.map(async ({ id, timeZone: zone }) => {
        const time = await this.#needs.times.of(id, from, to);
        const busy = taken.filter(({ person }) => person === id);
        return slotsOf(around, minutes, { time, busy, zone });
      }),
    );
    const now = new Date().toISOString();
    const isAsked = (at: string) => dayOf(at, timeZone) >= first && dayOf(at, timeZone) < plusDays(first, days);
    return [...commonOf(each)].filter((at) => at > now && isAsked(at)).toSorted();
  }

  async #personOf(id: string, timeZone: string): Promise<Person> {
    const actor = await this.#needs.actors.ofUser(id, "job");
    return { id, timeZone: actor?.timeZone ?? timeZone };
  }
}

const isTaking = ({ status, startAt, endAt, allDay }: Activity): boolean =>
  status === "planned" && startAt !== null && endAt !== null && !allDay;

/** True for whoever has it, and whoever was asked and did not decline. */
export const takesPart = ({ id, owner, colleagues }: Activity, person: string, refused: ReadonlySet<string>): boolean =>
  owner?.id === person || (colleagues.includes(person) && !refused.has(`${id} ${person}`));

const engagementOf = ({ id, startAt, endAt }: Activity, person: string): Engagement => ({
  person,
  activity: id,
  start: startAt ?? "",
  end: endAt ?? "",
});

/** What takes somebody elsewhere; it is no activity of ours. */
const elsewhere = ({ person, uid, busy, startAt, endAt }: SeenEvent): readonly Engagement[] =>
  busy && startAt !== null && endAt !== null
    ? [{ person, activity: `outside ${uid}`, start: startAt, end: endAt }]
    : [];

interface Own {
  readonly time: WorkingTime;
  readonly busy: readonly Slot[];
  readonly zone: string;
}

const slotsOf = (days: readonly string[], minutes: number, own: Own): ReadonlySet<string> =>
  new Set(days.flatMap((day) => freeSlots(day, minutes, own)));

function commonOf(each: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [one, ...others] = each;
  return others.reduce<ReadonlySet<string>>((both, next) => both.intersection(next), one ?? new Set());
}
