// Where an administrator says who sees which field: a list of fields and roles, a look at what will change, and only then it is.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { inWords } from "../../../web/problem.ts";
import { formIn, queryIn } from "../../../web/read.ts";
import { type Access, type AccessChanges, type KindAccess, SET_ACCESS } from "../../access/access.ts";
import { Outdated } from "../../definitions/outdated.ts";
import type { Kind } from "../../kind.ts";
import { changesIn } from "./access-form.ts";
import { accessView } from "./access.view.ts";

export interface AccessPageNeeds {
  readonly access: Access;
  readonly pages: Pages;
}

export function accessRoutes({ access, pages }: AccessPageNeeds): Router {
  const router = new Router({ prefix: "/settings/access" });

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
    pages.go(ctx, `/settings/access?kind=${kind.name}${pageIn(ctx) > 1 ? `&page=${pageIn(ctx)}` : ""}`);
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
    const [standing, roles]: [KindAccess, Awaited<ReturnType<Access["roles"]>>] = [
      await access.of(actorOf(ctx), kind.name),
      await access.roles(),
    ];
    const facts = { kind, kinds: access.kinds(), standing, roles, changes, problems, page: pageIn(ctx) };
    const { language } = actorOf(ctx);
    pages.show(ctx, "records/access", accessView(facts, { language, say: (key, values) => say(ctx, key, values) }));
  }
}
