import type { Actor } from "../../kernel/actor.ts";
import type { Value, ValueType } from "./values.ts";

/** What an expression may look at when it is worked out. */
export interface Facts {
  /** Value of a field by its path, as records have them. */
  get(path: string): unknown;
  /** IANA zone in which days begin: the company's, so that everybody gets the same answer. */
  readonly zone: string;
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Something that an expression may name. */
export interface Name {
  readonly type: ValueType;
  /** Path of the field it stands for; null for what is no field. */
  readonly path: string | null;
  read(facts: Facts): Value;
}

/** What a text may name, by the name people write: `amount`, `custom.region`, `today`. */
export interface Scope {
  find(name: string): Name | undefined;
  /** Ids of the options of a choice; undefined for everything else. */
  options(name: string): readonly string[] | undefined;
  /** True when the field holds something, whatever its type; undefined when there is no such field. */
  presence(name: string): Name | undefined;
  /** The currency of a money field; undefined for everything else. */
  currency(name: string): Name | undefined;
}

/** Where in the text something is wrong, and what. Lines and columns begin with 1. */
export interface Mistake {
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What came of it: a value, or why there is none. Working out never throws. */
export type Outcome = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string };

/** An expression, read and checked, ready to be worked out any number of times. */
export interface Expression {
  readonly source: string;
  readonly type: ValueType;
  /** Paths of the fields it looks at. */
  readonly uses: ReadonlySet<string>;
  run(facts: Facts): Outcome;
}
