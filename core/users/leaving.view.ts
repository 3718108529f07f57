import type { Context } from "koa";
import { say } from "../web/context.ts";
import { type Belongings, VIEWS } from "./leaving.ts";
import type { PersonLine } from "./users.ts";

/** What ends with somebody, what others go on with, and to whom it may go. */
export function leavingPage(ctx: Context, person: PersonLine, has: Belongings, others: readonly PersonLine[]) {
  const path = `/settings/people/${person.id}`;
  const { sessions, tokens, views, noticeSince } = has;
  return {
    title: say(ctx, "users.leaving.title", { name: person.name }),
    where: say(ctx, "users.people.title"),
    breadcrumb: [
      { label: say(ctx, "web.settings"), path: "/settings" },
      { label: say(ctx, "users.people.title"), path: "/settings/people" },
      { label: person.name, path },
    ],
    action: `${path}/leaving`,
    back: path,
    ends: say(ctx, "users.leaving.ends", { sessions, tokens, views }),
    notice: { action: `${path}/notice`, since: noticeSince },
    kinds: [
      ...has.kinds.map(({ kind, count }) => ({ name: kind.name, label: say(ctx, `${kind.plural}.many`), count })),
      ...(views > 0 ? [{ name: VIEWS, label: say(ctx, "users.leaving.views"), count: views }] : []),
    ],
    people: others.map(({ id, name }) => ({ id, name })),
  };
}
