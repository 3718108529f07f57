import { Router } from "@koa/router";
import type { Context } from "koa";
import { type Actor, may } from "../kernel/actor.ts";
import { NotAllowed } from "../kernel/errors.ts";
import { actorOf, languageOf, messageTo, say } from "../web/context.ts";
import type { Pages } from "../web/pages.ts";
import { formIn } from "../web/read.ts";
import type { Values } from "../web/values.ts";
import { setupPage } from "./setup.view.ts";

interface PipelineTemplate {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly { readonly id: string; readonly name: string; readonly type: string }[];
}

/** What the set-up needs of those who sell. */
export interface StartingPipelines {
  list(actor: Actor): Promise<readonly object[]>;
  templates(language: string): readonly PipelineTemplate[];
  createFromTemplate(
    actor: Actor,
    template: string,
    language: string,
    names: Readonly<Record<string, string>>,
  ): Promise<object>;
}

/** A company to look at, for who has no list at hand. */
export interface DemoCompany {
  load(language: string): Promise<readonly object[]>;
}

const LONGEST_NAME = 120;

/** The last two pages of the set-up, for the administrator it made: a pipeline, and the customers. */
export function welcomeRoutes(pipelines: StartingPipelines, demo: DemoCompany, pages: Pages): Router {
  const router = new Router({ prefix: "/welcome" });

  router.get("/", async (ctx) => {
    onlyKeepers(ctx);
    if ((await pipelines.list(actorOf(ctx))).length > 0) return pages.go(ctx, "/welcome/customers");
    pages.show(ctx, "setup/pipeline", pipelinePage(ctx, pipelines.templates(languageOf(ctx))));
  });

  router.post("/", async (ctx) => {
    onlyKeepers(ctx);
    const [actor, form, language] = [actorOf(ctx), formIn(ctx), languageOf(ctx)];
    const chosen = pipelines.templates(language).find(({ id }) => id === form.text("template"));
    const isFirst = (await pipelines.list(actor)).length === 0;
    if (chosen && isFirst) await pipelines.createFromTemplate(actor, chosen.id, language, namesIn(form, chosen));
    pages.go(ctx, chosen ? "/welcome/customers" : "/welcome");
  });

  router.get("/customers", (ctx) => {
    onlyKeepers(ctx);
    pages.show(ctx, "setup/customers", setupPage(ctx, "customers"));
  });

  router.post("/demo", async (ctx) => {
    onlyKeepers(ctx);
    await demo.load(languageOf(ctx));
    messageTo(ctx, say(ctx, "users.setup.demo_loaded"));
    pages.go(ctx, "/");
  });

  return router;
}

function onlyKeepers(ctx: Context): void {
  if (!may(actorOf(ctx), "company.change")) throw new NotAllowed("users.may_not_manage");
}

/** Names typed over those of the template; a blank one keeps it. */
const namesIn = (form: Values, { id, stages }: PipelineTemplate): Record<string, string> =>
  Object.fromEntries(stages.map((stage) => [stage.id, form.text(`${id}.${stage.id}`).slice(0, LONGEST_NAME)]));

function pipelinePage(ctx: Context, templates: readonly PipelineTemplate[]) {
  const shown = templates.map(({ id, name, stages }, at) => ({
    id,
    name,
    chosen: at === 0,
    stages: stages.map((stage, place) => ({
      ...stage,
      input: `${id}.${stage.id}`,
      label: say(ctx, "users.setup.pipeline.stage", { number: place + 1 }),
    })),
  }));
  return { ...setupPage(ctx, "pipeline"), templates: shown };
}
