/** Where the time comes from; tests bring their own. Expiry is decided by the database's `now()`, never by this. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
