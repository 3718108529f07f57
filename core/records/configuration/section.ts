// The configuration of an installation as plain data: sections of named items that can be exported, compared and applied.
import type { Actor } from "../../kernel/actor.ts";
import type { Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import { problemAt } from "../store/validate.ts";

/** By name. Names mean the same on every installation; ids do not, and never stand in a configuration. */
export type Items = ReadonlyMap<string, Json>;

/** What a difference does to those who work: nothing, it may stop a save, it takes something out of use. */
export type Grade = "safe" | "breaking" | "destructive";

export interface Create {
  readonly action: "create";
  readonly name: string;
  readonly after: Json;
}

export interface Change {
  readonly action: "change";
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
}

export interface Remove {
  readonly action: "remove";
  readonly name: string;
  readonly before: Json;
}

export type Difference = Create | Change | Remove;

/** One part of the configuration. Areas and plugins bring theirs; what one section writes, a later one may refer to. */
export interface Section {
  /** Its member in the document, such as `fields`. */
  readonly name: string;
  /** Sections are written in this order, and things are taken out of use in the opposite one. */
  readonly order: number;
  read(): Promise<Items>;
  /**
   * What is wrong with an item; asked for every item that differs, before anything is written. `coming` are the rights
   * that the same document brings.
   */
  check(difference: Create | Change, coming: ReadonlySet<string>): readonly Problem[] | Promise<readonly Problem[]>;
  /** Rights there will be once the item is written. */
  rights?(difference: Create | Change): readonly string[];
  /** What an item says, together with what it leaves unsaid and stays as it stands. Absent: an item says everything. */
  completed?(standing: Json, said: Json, name: string): Json | Promise<Json>;
  /** An item as a plan may show it: without its secrets. As it is when absent. */
  shown?(item: Json): Json;
  /** Differences in the order in which they can be carried out; that of the document when absent. */
  inTurn?(differences: readonly Difference[]): readonly Difference[];
  /** Safe when absent, but for what is taken out of use. */
  grade?(difference: Difference): Grade;
  write(actor: Actor, difference: Create | Change): Promise<void>;
  /** Takes out of use, never out of the database. Absent: what is not in the document stays as it is. */
  remove?(actor: Actor, difference: Remove): Promise<void>;
}

/** A problem at a JSON Pointer into an item; an empty one means the item as a whole. */
export const itemProblem = (
  pointer: string,
  code: string,
  values: Readonly<Record<string, unknown>> = {},
): Problem => ({
  ...problemAt("", code, values),
  pointer,
});

/** Members that an item does not name stay as they stand. */
export const withUnsaid = (standing: Json, said: Json): Json =>
  isObject(standing) && isObject(said) ? ({ ...standing, ...said } as Json) : said;
