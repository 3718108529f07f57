import type { Actor } from "../../kernel/actor.ts";
import type { Reading } from "../fields/field.ts";

/** Who reads a page: their words, their formats, what they may see. Views turn records into text for one reader. */
export interface Reader {
  readonly actor: Actor;
  readonly reading: Reading;
  /** A word in the reader's language. */
  say(key: string, values?: Readonly<Record<string, unknown>>): string;
}
