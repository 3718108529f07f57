import type { ByPath, KindValues } from "../events/kind-values.ts";
import type { Written } from "./kind.ts";
import type { Draft, Rec } from "./record.ts";

/** A draft of a kind: where the kind is known, its values have names and types. */
export type DraftOf<K extends string> = K extends keyof KindValues ? TypedDraft<ByPath<KindValues[K]>> : Draft;

/** What was written of a record, with the values by name and type where the kind is known. */
export interface WrittenOf<K extends string> extends Omit<Written, "record" | "before"> {
  readonly record: RecOf<K>;
  readonly before: RecOf<K> | undefined;
}

/** A record of a kind, with the values by name and type where the kind is known. */
export type RecOf<K extends string> = K extends keyof KindValues ? Rec & KindValues[K] : Rec;

interface TypedDraft<V> extends Omit<Draft, "get" | "set" | "touches"> {
  get<P extends keyof V & string>(path: P): V[P] | null;
  set<P extends keyof V & string>(path: P, value: V[P] | null): void;
  touches(path: keyof V & string): boolean;
}
