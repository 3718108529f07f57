// What an answer, or none, means for a delivery and for its webhook.

/** Seconds after each failed try: more than three days in all. */
const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
/** The receiver understood us and does not want this one: tried again this often, then the next ones go on. */
const MOST_REFUSALS = 3;
const LONGEST = 86_400;
/** Refusals that are about the moment, not about what was sent. */
const momentary: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/** What came back: a status, or the code of what prevented one. */
export interface Reply {
  readonly status: number | null;
  readonly error: string | null;
  /** Seconds that the receiver asked for. */
  readonly retryAfter?: number | undefined;
  readonly milliseconds: number;
}

export type Outcome =
  | { readonly state: "delivered" }
  /** `off`: the webhook is switched off with it. */
  | { readonly state: "failed"; readonly off?: "failing" | "gone" }
  | { readonly state: "waiting"; readonly seconds: number };

/** `tries` are those before this one. */
export function outcomeOf({ status, retryAfter = 0 }: Reply, tries: number): Outcome {
  if (isArrival(status)) return { state: "delivered" };
  if (status === 410) return { state: "failed", off: "gone" };
  if (isRefusal(status) && tries + 1 >= MOST_REFUSALS) return { state: "failed" };
  const pause = pauses[tries];
  if (pause === undefined) return { state: "failed", off: "failing" };
  return { state: "waiting", seconds: Math.min(LONGEST, Math.max(pause, retryAfter)) };
}

const isArrival = (status: number | null): boolean => status !== null && status >= 200 && status < 300;
const isRefusal = (status: number | null): boolean =>
  status !== null && status >= 400 && status < 500 && !momentary.has(status);
