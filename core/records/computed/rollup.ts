import type { Filter } from "../query/grammar.ts";

export const ways = ["count", "sum", "min", "max", "avg"] as const;

/** What a roll-up's schema says under `x-rollup`. */
export interface Rollup {
  /** Kind of the records that are added up. */
  readonly kind: string;
  /** Path of their reference to this record. */
  readonly via: string;
  readonly how: (typeof ways)[number];
  /** Path of the field that is added up; absent for `count`. */
  readonly of?: string;
  /** Which of them count; absent: all that are not in the trash. */
  readonly filter?: Filter;
}
