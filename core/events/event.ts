/** Something that happened to a record, as consumers get it: after the commit, at least once, in order per consumer. */
export interface RecordEvent<V = Record<string, unknown>> {
  /** Stable over repeated deliveries. */
  readonly id: string;
  /** Such as `deal.changed`. */
  readonly topic: string;
  readonly kind: string;
  readonly recordId: string;
  readonly version: number;
  /** Values by path: all of them of a record that was created, else those that were changed. */
  readonly before: Readonly<Partial<V>> | null;
  readonly after: Readonly<Partial<V>> | null;
  readonly actorId: string;
  readonly at: string;
}

export type Handle = (event: RecordEvent) => Promise<void>;

/** True when `deal.changed` is meant by `deal.changed`, `deal.*` or `*`. */
export const isAbout = (topic: string, wanted: string): boolean =>
  wanted === "*" || wanted === topic || (wanted.endsWith(".*") && topic.startsWith(wanted.slice(0, -1)));
