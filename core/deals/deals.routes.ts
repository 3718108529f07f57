import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import type { Rec } from "../records/record.ts";
import { actorOf, say } from "../web/context.ts";
import { idIn, queryIn } from "../web/read.ts";
import { answer, type Done, valueIn, versionIn } from "./answers.routes.ts";
import type { BoardNeeds } from "./board-ask.routes.ts";
import type { Outcome } from "./deals.ts";
import { closureView, moveView, reopeningView } from "./deals.view.ts";
import type { Pipeline } from "./setup.ts";

/** What one does with a deal: move it, close it, open it again. Each is a page of its own, and a piece of the board. */
export function dealRoutes(needs: BoardNeeds): Router {
  const { sales, pages } = needs;
  const { deals, pipelines, records, setup } = sales;
  const router = new Router({ prefix: "/deals/:id" });
  const dealIn = async (ctx: Context): Promise<Rec> => await records.get(actorOf(ctx), "deal", idIn(ctx));
  const pipelineOf = async (ctx: Context, deal: Rec): Promise<Pipeline> =>
    await pipelines.get(actorOf(ctx), String(deal["pipeline"]));
  const acted = async (ctx: Context, page: Page, work: () => Promise<Done>): Promise<void> =>
    await answer(ctx, { needs, work, again: async (problems) => await page(ctx, await dealIn(ctx), problems) });

  const moving: Page = async (ctx, deal, problems) =>
    pages.show(ctx, "deals/move", moveView(ctx, deal, await pipelineOf(ctx, deal), problems));
  const reopening: Page = async (ctx, deal, problems) =>
    pages.show(ctx, "deals/reopening", reopeningView(ctx, deal, problems));
  const closing: Page = async (ctx, deal, problems = []) => {
    const [reasons, { today }] = [await pipelines.lossReasons(actorOf(ctx)), await setup()];
    pages.show(ctx, "deals/closure", closureView(ctx, { deal, outcome: outcomeIn(ctx), reasons, today, problems }));
  };

  router.get("/menu", async (ctx) => {
    const deal = await dealIn(ctx);
    pages.part(ctx, "deals/_card-menu", moveView(ctx, deal, await pipelineOf(ctx, deal)));
  });

  router.get("/stage", async (ctx) => await moving(ctx, await dealIn(ctx)));

  router.post(
    "/stage",
    async (ctx) =>
      await acted(ctx, moving, async () => {
        const before = await dealIn(ctx);
        const move = { stage: valueIn(ctx, "stage") ?? "", force: valueIn(ctx, "force") !== undefined };
        const deal = await deals.move(actorOf(ctx), before.id, move, versionIn(ctx));
        const stage = (await setup()).stages.get(String(deal["stage"]))?.name ?? "";
        return {
          deal,
          message: say(ctx, "deals.moved", { deal: deal["name"], stage }),
          undo: `stage?stage=${String(before["stage"])}`,
        };
      }),
  );

  router.post(
    "/next-step",
    async (ctx) =>
      await acted(ctx, moving, async () => {
        const [nextStep, nextStepOn] = [valueIn(ctx, "nextStep")?.trim() || null, valueIn(ctx, "nextStepOn") || null];
        const deal = await records.change(actorOf(ctx), "deal", idIn(ctx), { nextStep, nextStepOn }, versionIn(ctx));
        const cleared = nextStep === null && nextStepOn === null;
        const message = cleared
          ? say(ctx, "deals.step.cleared", { deal: deal["name"] })
          : say(ctx, "deals.step.saved", { step: nextStep ?? nextStepOn });
        return { deal, message };
      }),
  );

  router.get("/closure", async (ctx) => await closing(ctx, await dealIn(ctx)));

  router.post(
    "/closure",
    async (ctx) =>
      await acted(ctx, closing, async () => {
        const outcome = outcomeIn(ctx);
        const deal = await deals.close(actorOf(ctx), idIn(ctx), { outcome, ...saidIn(ctx) }, versionIn(ctx));
        return { deal, message: say(ctx, `deals.closed.${outcome}`, { deal: deal["name"] }), undo: "reopening?slip=1" };
      }),
  );

  router.get("/reopening", async (ctx) => await reopening(ctx, await dealIn(ctx)));

  router.post(
    "/reopening",
    async (ctx) =>
      await acted(ctx, reopening, async () => {
        const reason = queryIn(ctx).has("slip") ? say(ctx, "deals.reopen.slip") : (valueIn(ctx, "reason") ?? "");
        const deal = await deals.reopen(actorOf(ctx), idIn(ctx), { reason }, versionIn(ctx));
        return { deal, message: say(ctx, "deals.reopened", { deal: deal["name"] }) };
      }),
  );

  return router;
}

type Page = (ctx: Context, deal: Rec, problems?: readonly Problem[]) => Promise<void>;

const outcomeIn = (ctx: Context): Outcome => (valueIn(ctx, "outcome") === "lost" ? "lost" : "won");

function saidIn(ctx: Context): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    ["closedOn", "lostReason", "lostNote", "competitor"].map((name) => [name, valueIn(ctx, name)?.trim() || undefined]),
  );
}
