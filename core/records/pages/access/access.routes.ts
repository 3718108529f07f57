// Where it is said who sees which field, for all roles or for one: a list, a look at what will change, and only then it is.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { signedInLately } from "../../../security/identify.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { inWords } from "../../../web/problem.ts";
import { formIn, queryIn } from "../../../web/read.ts";
import { type Access, SET_ACCESS } from "../../access/access.ts";
import type { AccessChanges } from "../../access/mode.ts";
import { Outdated } from "../../definitions/outdated.ts";
import type { Kind } from "../../kind.ts";
import { changesIn } from "./access-form.ts";
import { type AccessPlace, accessView } from "./access.view.ts";

export interface AccessPageNeeds {
  readonly access: Access;
  readonly pages: Pages;
}

interface Where {
  readonly prefix: string;
  place(ctx: Context): Promise<AccessPlace>;
}

/** All roles beside each other. */
export function accessRoutes(needs: AccessPageNeeds): Router {
  const place = async (ctx: Context): Promise<AccessPlace> => ({
    path: "/settings/access",
    title: say(ctx, "access.title"),
    lead: say(ctx, "access.lead"),
    breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
    roles: await needs.access.roles(),
  });
  return accessPages(needs, { prefix: "/settings/access", place });
}

export function accessPages({ access, pages }: AccessPageNeeds, { prefix, place }: Where): Router {
  const router = new Router({ prefix });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), SET_ACCESS)) throw new NotAllowed("security.not_allowed", { permission: SET_ACCESS });
    await next();
  });

  router.get("/", async (ctx) => {
    await show(ctx, kindNamed(queryIn(ctx).text("kind")));
  });

  router.post("/", async (ctx) => {
    const form = formIn(ctx);
    const kind = kindNamed(form.text("kind"));
    const standing = await access.of(actorOf(ctx), kind.name);
    const changes = changesIn(form, standing.fields);
    if (form.text("do") !== "save" || Object.keys(changes).length === 0) return await show(ctx, kind, { changes });
    signedInLately(ctx);
    await save(ctx, kind, changes);
  });

  return router;

  function kindNamed(name: string): Kind {
    const all = access.kinds();
    return all.find((kind) => kind.name === name) ?? (all[0] as Kind);
  }

  async function save(ctx: Context, kind: Kind, changes: AccessChanges): Promise<void> {
    try {
      await access.change(actorOf(ctx), kind.name, changes, Number(formIn(ctx).text("version")) || 0);
    } catch (error) {
      if (error instanceof Outdated) return await refused(ctx, kind, changes, [say(ctx, "access.outdated")]);
      if (!(error instanceof Invalid)) throw error;
      return await refused(
        ctx,
        kind,
        changes,
        error.problems.map((problem) => inWords(ctx, problem).message),
      );
    }
    messageTo(ctx, say(ctx, "access.saved"));
    pages.go(ctx, `${(await place(ctx)).path}?kind=${kind.name}${pageIn(ctx) > 1 ? `&page=${pageIn(ctx)}` : ""}`);
  }

  /** The page of fields that the form, or the address, speaks of. */
  function pageIn(ctx: Context): number {
    const said = ctx.method === "POST" ? formIn(ctx).text("page") : queryIn(ctx).text("page");
    return /^[1-9]\d{0,2}$/.test(said) ? Number(said) : 1;
  }

  async function refused(ctx: Context, kind: Kind, changes: AccessChanges, problems: readonly string[]): Promise<void> {
    ctx.status = 422;
    await show(ctx, kind, { changes, problems });
  }

  async function show(
    ctx: Context,
    kind: Kind,
    { changes = {}, problems = [] }: { changes?: AccessChanges; problems?: readonly string[] } = {},
  ): Promise<void> {
    const actor = actorOf(ctx);
    const standing = await access.of(actor, kind.name);
    const here = await place(ctx);
    const shown = { ...kind, fields: access.fields(actor, kind) };
    const page = pageIn(ctx);
    const facts = {
      kind: shown,
      kinds: access.kinds(),
      standing,
      roles: here.roles,
      place: here,
      changes,
      problems,
      page,
    };
    const { language } = actor;
    pages.show(ctx, "records/access", accessView(facts, { language, say: (key, values) => say(ctx, key, values) }));
  }
}
