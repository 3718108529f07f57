// What the bell is told beside reminders: that somebody was asked to come, what they say, and what became of it.
import type { Queryable } from "trellis/sdk";

export type What =
  | "invited"
  | "moved"
  | "cancelled"
  | "released"
  | "accepted"
  | "declined"
  | "tentative"
  | "given"
  | "taken";

export interface Ring {
  readonly activity: string;
  readonly people: readonly string[];
  readonly what: What;
  /** Name of whoever did it. */
  readonly who: string;
  /** Those of one number are told as one. */
  readonly digest?: string | undefined;
}

/** Rings the bells of these people, with the transaction in which it happened. */
export async function ring(trx: Queryable, { activity, people, what, who, digest }: Ring): Promise<void> {
  if (people.length === 0) return;
  const text = `insert into plugin_activities.notices (activity, person, fire_at, what, who, digest)
    select $1, person, clock_timestamp(), $3, $4, $5 from unnest($2::uuid[]) person on conflict do nothing`;
  await trx.query({ text, values: [activity, people, what, who.slice(0, 200), digest ?? null] });
}

/** Takes back what this transaction told about these: it was told about another one of the same series. */
export async function quiet(trx: Queryable, activities: readonly string[]): Promise<void> {
  const text = "delete from plugin_activities.notices where activity = any($1::uuid[]) and fire_at >= now()";
  await trx.query({ text, values: [activities] });
}
