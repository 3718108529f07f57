// Putting a kind away, bringing it back, erasing it: each a page that says what it means before it is done.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { actorOf, messageTo } from "../../../web/context.ts";
import { formIn, textIn } from "../../../web/read.ts";
import { labelOf } from "../../fields/types/choice.ts";
import type { OwnKind } from "../../own-kinds/own-kind.ts";
import { frame, type Wrong } from "./kind-form.view.ts";
import { type KindPageNeeds, onlyDefiners, readerIn } from "./kinds.routes.ts";
import { wrongWith } from "./wrong.ts";

export function kindLifeRoutes(needs: KindPageNeeds): Router {
  const { ownKinds, pages } = needs;
  const router = new Router({ prefix: "/settings/kinds/:name" });
  onlyDefiners(router);

  const done = async (ctx: Context, kind: OwnKind, word: string): Promise<void> => {
    const { say, reading } = await readerIn(needs, ctx);
    messageTo(ctx, say(word, { name: labelOf(kind.many, reading.language) }));
    pages.go(ctx, "/settings/kinds");
  };

  router.get("/archive", async (ctx) => await showUses(needs, ctx, "archive"));

  router.post("/archive", async (ctx) => {
    await done(ctx, await ownKinds.archive(actorOf(ctx), textIn(ctx, "name")), "kinds.archived");
  });

  router.post("/restoration", async (ctx) => {
    try {
      await done(ctx, await ownKinds.bringBack(actorOf(ctx), textIn(ctx, "name")), "kinds.back");
    } catch (error) {
      const [{ message } = { message: "" }] = wrongWith(ctx, error);
      messageTo(ctx, { text: message, tone: "bad" });
      pages.go(ctx, "/settings/kinds");
    }
  });

  router.get("/erasure", async (ctx) => await showUses(needs, ctx, "erase"));

  router.post("/erasure", async (ctx) => {
    const kind = await ownKinds.get(textIn(ctx, "name"));
    try {
      await ownKinds.erase(actorOf(ctx), kind.name, formIn(ctx).text("name"));
      await done(ctx, kind, "kinds.erased");
    } catch (error) {
      await showUses(needs, ctx, "erase", wrongWith(ctx, error));
    }
  });

  return router;
}

/** What hangs on the kind, and the button that does it. */
async function showUses(
  needs: KindPageNeeds,
  ctx: Context,
  act: "archive" | "erase",
  wrong: readonly Wrong[] = [],
): Promise<void> {
  const reader = await readerIn(needs, ctx);
  const kind = await needs.ownKinds.get(textIn(ctx, "name"));
  const named = { name: labelOf(kind.many, reader.reading.language) };
  const uses = await needs.ownKinds.usesOf(kind.name);
  const view = {
    ...frame(reader.say(`kinds.${act}.title`, named), reader),
    name: kind.name,
    uses: Object.entries(uses)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => reader.say(`kinds.uses.${what}`, { count })),
    problem: wrong[0]?.message ?? null,
  };
  needs.pages.show(ctx, `records/kinds/${act}`, view);
}
