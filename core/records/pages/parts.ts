// What the pages of records are made from, and what every one of their requests begins with.
import type { Context, Middleware, Next } from "koa";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import type { ListHint, MenuItem, Panel, TimelineSource } from "../../plugins/plugin.ts";
import { actorOf, say } from "../../web/context.ts";
import type { Pages } from "../../web/pages.ts";
import { textIn } from "../../web/read.ts";
import type { Bulk } from "../bulk/bulk.ts";
import type { Files } from "../files/files.ts";
import type { History } from "../history/history.ts";
import type { Operations } from "../history/operations.ts";
import type { Undo } from "../history/undo.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Notes } from "../notes/notes.ts";
import type { Records } from "../records.ts";
import { readingOf, type Through } from "../store/through.ts";
import type { Views } from "../views/views.ts";
import type { Values } from "../../web/values.ts";
import { type ChoicesOf, kindReferred } from "./choices.ts";
import type { PageContext } from "./display.ts";
import type { Command, RecordAction, SearchGroup } from "./record-action.ts";

export interface Parts {
  readonly records: Records;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly views: Views;
  readonly choices: ChoicesOf;
  readonly notes: Notes;
  readonly history: History;
  readonly undo: Undo;
  readonly operations: Operations;
  readonly bulk: Bulk;
  readonly files: Files;
  /** Somebody was shown a record; `place` is where it stood in the list it was opened from. */
  readonly opened: (actor: Actor, kind: string, id: string, place: number | null) => void;
  readonly menu: () => readonly MenuItem[];
  readonly pages: Pages;
  /** Pieces that areas and plugins add to the pages of a kind. */
  readonly panels: (kind: string) => readonly Panel[];
  readonly listHints: (kind: string) => readonly ListHint[];
  readonly timelines: () => readonly TimelineSource[];
  readonly actions: (kind: string) => readonly RecordAction[];
  readonly commands: () => readonly Command[];
  readonly searchGroups: () => readonly SearchGroup[];
}

/** A request for a page about one kind. */
export interface Visit extends PageContext {
  readonly ctx: Context;
  readonly kind: Kind;
}

/** Views of this request's person. */
export async function contextOf(
  { through, kinds }: Pick<Parts, "through" | "kinds">,
  ctx: Context,
): Promise<PageContext> {
  const actor = actorOf(ctx);
  const reading = readingOf(actor, await through.company());
  return { reader: { actor, reading, say: (key, values) => say(ctx, key, values) }, pluralOf: pluralIn(kinds) };
}

const pluralIn = (kinds: Kinds) => (name: string) => {
  const kind = kinds.find(name);
  return kind && kind.pages !== false ? kind.plural : undefined;
};

/** Answers for `/:plural/…` of every kind that has pages; other addresses are left to others. */
export function forKind(parts: Pick<Parts, "kinds" | "through">, answer: (visit: Visit) => Promise<void>): Middleware {
  return async (ctx: Context, next: Next) => {
    const named = parts.kinds.byPlural(textIn(ctx, "plural"));
    if (!named || named.pages === false) return await next();
    const kind = parts.kinds.seenBy(actorOf(ctx)).get(named.name);
    await answer({ ctx, kind, ...(await contextOf(parts, ctx)) });
  };
}

/** Stops the visit unless this person has the right for some records of the kind. */
export function allowed({ kind, reader }: Visit, action: string): void {
  const permission = `${kind.plural}.${action}`;
  if (!may(reader.actor, permission)) throw new NotAllowed("security.not_allowed", { permission });
}

/** Notes that this person was shown a record; whoever looks as somebody else is in the trail with that. */
export function noteOpened(
  { opened }: Pick<Parts, "opened">,
  { ctx, kind, reader }: Visit,
  id: string,
  place: number | null = null,
): void {
  if (ctx.state["viewing"] === undefined) opened(reader.actor, kind.name, id, place);
}

/** A form or a query as the views of fields read it. */
export const paramsFrom = (values: Values): URLSearchParams =>
  new URLSearchParams(values.entries().map(([name, text]): [string, string] => [name, text]));

/** The fields of a kind whose references have titles to show. */
export function includesOf(kinds: Pick<KindsSeen, "find">, { fields }: Pick<Kind, "fields">): readonly string[] {
  const named = fields.filter((field) => kinds.find(kindReferred(field) ?? "") !== undefined);
  return named.map((field) => field.path);
}
