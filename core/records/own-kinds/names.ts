// Which names an administrator's kind may not have, because something else already goes by them.
import type { Words } from "../../i18n/words.ts";
import type { Permissions } from "../../security/rights.ts";
import type { Kinds } from "../kinds.ts";

export interface NamesTaken {
  readonly kinds: Kinds;
  readonly permissions: Permissions;
  readonly words: Words;
  /** Areas, plugins, their pages and their REST. */
  readonly isTaken: (word: string) => boolean;
}

/** Answered before any router is asked, meant for the product itself, or keys with a meaning of their own. */
const reserved = new Set(
  (
    "api app assets health metrics objects static public core plugin plugins system trellis " +
    "kind kinds record records custom related constructor prototype"
  ).split(" "),
);

/** True when the word cannot be the name or the plural of a kind. Kinds of administrators are not asked here. */
export function namesTaken({ kinds, permissions, words, isTaken }: NamesTaken): (word: string) => boolean {
  // A kind's six rights would add to rights of that name, its two names would never be heard beside such words.
  const hasRights = (word: string): boolean => [...permissions.all().keys()].some((id) => id.startsWith(`${word}.`));
  const hasWords = (word: string): boolean => words.has(`${word}.one`) || words.has(`${word}.many`);
  return (word) => {
    if (reserved.has(word) || isTaken(word)) return true;
    if (kinds.all().some((kind) => !kind.own && (kind.name === word || kind.plural === word))) return true;
    return !kinds.byPlural(word) && (hasRights(word) || hasWords(word));
  };
}
