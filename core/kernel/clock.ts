/** Where the time comes from; tests bring their own. Expiry is decided by the database's `now()`, never by this. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Orders what happened, the newest first, by moments as PostgreSQL writes them in UTC: to the microsecond, without zeros at the end. */
export function newestFirst(a: { readonly at: string }, b: { readonly at: string }): number {
  const [one, other] = [a.at.replace("Z", ""), b.at.replace("Z", "")];
  return one === other ? 0 : one < other ? 1 : -1;
}
