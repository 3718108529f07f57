import { isId } from "../../kernel/ids.ts";
import type { ChoicesOf } from "./choices.ts";
import type { Reader } from "./reader.ts";

/** Names of those who did something, by their actor ids. */
export type Names = (actorId: string) => string;

/** Looks up who these people are; work that nobody started is called by its own word. */
export async function namesOf(choices: ChoicesOf, reader: Reader, ids: Iterable<string>): Promise<Names> {
  const people = [...new Set(ids)].filter(isId);
  const found = new Map((await choices.named(reader.actor, "user", people)).map(({ id, title }) => [id, title]));
  return (id) => found.get(id) ?? nameless(id, reader);
}

function nameless(id: string, { actor, say }: Reader): string {
  if (id === actor.id) return actor.name;
  return say(id.startsWith("system:") ? "records.person.system" : "records.person.unknown");
}
