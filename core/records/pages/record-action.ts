// What others let people do with records of a kind: in the menu of one, in the bar below a list for several.
import { type Actor, may } from "../../kernel/actor.ts";

export interface RecordAction {
  /** Begins with the id of who adds it, such as `contacts.merge`. */
  readonly id: string;
  readonly kind: string;
  /** Key of the word on its button. */
  readonly label: string;
  readonly icon: string;
  readonly order: number;
  readonly places: readonly ActionPlace[];
  /** Offered to those who have this right. */
  readonly permission?: string;
  /** Key of a question that is asked first; it may speak of `{count}`. */
  readonly confirm?: string;
  /** Does it to records that the actor may see, one or several. What it changes of them it changes as the actor. */
  run(actor: Actor, ids: readonly string[]): Promise<Done>;
}

export type ActionPlace = "record" | "list";

/** What people are told afterwards, and where they go: where they were, unless it says otherwise. */
export interface Done {
  /** Key of a sentence. */
  readonly said?: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly tone?: "good" | "bad";
  /** Own path of another page. */
  readonly path?: string;
}

/** Something to do or a page to open, in the palette behind `>`. */
export interface Command {
  /** Begins with the id of who adds it. */
  readonly id: string;
  /** Key of the word. */
  readonly label: string;
  readonly icon: string;
  readonly order: number;
  readonly permission?: string;
  /** Page it opens; otherwise it has `run`. */
  readonly path?: string;
  /** Does it, after a page has asked whether it is meant. */
  run?(actor: Actor): Promise<Done>;
}

/** What may be found by the search besides records. */
export interface SearchGroup {
  readonly id: string;
  /** Key of the word over what is found. */
  readonly title: string;
  readonly icon: string;
  readonly order: number;
  readonly permission?: string;
  /** The best of what the actor may see, at most so many. */
  find(actor: Actor, q: string, limit: number): Promise<readonly SearchHit[]>;
}

export interface SearchHit {
  readonly title: string;
  /** Own path. */
  readonly path: string;
  readonly fact?: string;
}

/** Those that this person has, in their order. */
export const openTo = <T extends { readonly permission?: string; readonly order: number }>(
  all: readonly T[],
  actor: Actor,
): readonly T[] =>
  all
    .filter(({ permission }) => permission === undefined || may(actor, permission))
    .toSorted((a, b) => a.order - b.order);
