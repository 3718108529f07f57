import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Problem } from "../kernel/errors.ts";
import { allow } from "../records/query/scope.ts";
import { actorOf, languageOf } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn, idIn } from "../web/read.ts";
import { pipelinesView } from "./pipelines.view.ts";
import type { Sales } from "./sales.ts";
import { saving } from "./saving.routes.ts";

const HOME = "/settings/pipelines";
const RATES_SHOWN = 30;

/** Settings of selling: pipelines, reasons for losses, exchange rates. */
export function pipelinesRoutes(sales: Sales, pages: Pages): Router {
  const { pipelines, records, rates } = sales;
  const router = new Router({ prefix: HOME });
  const home = (ctx: Context, problems: readonly Problem[]) => showAll(ctx, { sales, pages, problems });
  const saved = saving(pages, () => HOME, home);

  router.get("/", async (ctx) => await home(ctx, []));

  router.post("/", async (ctx) => {
    const { id } = await pipelines.createFromTemplate(actorOf(ctx), formIn(ctx).text("template"), languageOf(ctx));
    pages.go(ctx, `${HOME}/${id}`);
  });

  const addReason = saved(async (ctx) => {
    const [actor, form] = [actorOf(ctx), formIn(ctx)];
    const position = (await pipelines.lossReasons(actor)).length;
    const reason = { name: form.text("name"), needsNote: form.has("needsNote"), position };
    await records.create(actor, "lossReason", reason);
  });
  router.post("/reasons", addReason);

  const archiveReason = saved((ctx) => records.change(actorOf(ctx), "lossReason", idIn(ctx), { archived: true }));
  router.post("/reasons/:id/archive", archiveReason);

  const putRate = saved(async (ctx) => {
    const form = formIn(ctx);
    const [currency, rate] = [form.text("currency").toUpperCase(), form.text("rate").replace(",", ".")];
    await rates.put(actorOf(ctx), { currency, day: form.text("day"), rate });
  });
  router.post("/rates", putRate);

  return router;
}

interface Showing {
  readonly sales: Sales;
  readonly pages: Pages;
  readonly problems: readonly Problem[];
}

async function showAll(ctx: Context, { sales, pages, problems }: Showing): Promise<void> {
  const actor = actorOf(ctx);
  allow(actor, "pipelines.change");
  const [{ currency, today }, pipelines, reasons, known] = await Promise.all([
    sales.setup(),
    sales.pipelines.list(actor),
    sales.pipelines.lossReasons(actor),
    sales.rates.list(actor),
  ]);
  const templates = sales.pipelines.templates(languageOf(ctx));
  const facts = { pipelines, templates, reasons, rates: known.slice(0, RATES_SHOWN), currency, today, problems };
  pages.show(ctx, "deals/pipelines", pipelinesView(ctx, facts));
}
