import type { RecordEvent } from "./event.ts";

/**
 * What the records of a kind hold, by the kind's name. The kinds of the core stand in `core/sdk/generated.ts`, those of a plugin in
 * its own `generated.ts`: both add to this.
 */
export interface KindValues {}

type KindIn<T extends string> = T extends `${infer K}.${string}` ? K : never;

/** Values by path: a kind's own, and those of added fields. */
export type ByPath<V> = V & { readonly [path: `custom.${string}`]: unknown };

/** The event of a topic such as `deal.changed`: where the kind is known, its values have names and types. */
export type EventOf<T extends string> =
  KindIn<T> extends keyof KindValues ? RecordEvent<ByPath<KindValues[KindIn<T>]>> : RecordEvent;
