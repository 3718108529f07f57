// What stands around every page: the menu of what this person may open, and what they may create.
import type { Context } from "koa";
import { type Actor, may } from "../kernel/actor.ts";
import type { Contributions } from "../plugins/contributions.ts";
import type { Kinds } from "../records/kinds.ts";
import { identified } from "../security/identify.ts";
import { say } from "../web/context.ts";
import { initialsOf } from "../web/initials.ts";
import type { Shell, ShellNew, ShellOf } from "../web/shell.ts";

export interface Around {
  readonly contributions: Contributions;
  readonly kinds: Kinds;
  /** Over every page of a test system, that of signing in too. */
  readonly ribbon: string | undefined;
}

export function shellFor({ contributions, kinds, ribbon }: Around): ShellOf {
  return (ctx) => {
    const { actor, preferences } = identified(ctx);
    if (!actor) return { company: "", menu: [], tray: [], create: [], ribbon };
    const menu = contributions.menu.filter((item) => !item.permission || may(actor, item.permission));
    const person = {
      id: actor.id,
      name: actor.name,
      initials: initialsOf(actor.name),
      theme: preferences?.theme ?? "auto",
      shortcuts: preferences?.shortcuts ?? true,
      density: preferences?.density,
    };
    return {
      company: companyOf(ctx),
      ribbon: ribbonOf(ctx, actor, ribbon),
      viewing: ctx.state["viewing"] as Shell["viewing"],
      menu,
      tray: contributions.tray.filter(({ permission }) => may(actor, permission)),
      create: creatable(ctx, kinds),
      person,
      admin: actor.roles.includes("admin"),
    };
  };
}

/** A lockdown stands over every page of those it holds for. */
function ribbonOf(ctx: Context, { curbs = [] }: Actor, ribbon: string | undefined): string | undefined {
  const locked = curbs.filter((curb) => curb !== "notice").map((curb) => say(ctx, `lockdown.banner.${curb}`));
  return locked.length === 0 ? ribbon : [...locked, ...(ribbon ? [ribbon] : [])].join(" · ");
}

const companyOf = (ctx: Context): string => String(ctx.state["company"] ?? "");

function creatable(ctx: Context, kinds: Kinds): ShellNew[] {
  const { actor } = identified(ctx);
  if (!actor) return [];
  return kinds
    .seenBy(actor)
    .all()
    .filter((kind) => kind.pages !== false && kind.quickFields && may(actor, `${kind.plural}.create`))
    .map((kind) => ({ label: `${kind.plural}.one`, plural: kind.plural, icon: kind.icon, key: kind.newKey }));
}
