import { Router } from "@koa/router";
import type { Context } from "koa";
import type { Words } from "../../i18n/words.ts";
import { BadRequest } from "../../kernel/errors.ts";
import { actorOf, languageOf } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { answerPage } from "../api/answer.ts";
import { type TakingParts, takenPage } from "../api/taken-page.ts";
import { tellingReport } from "../api/telling-report.ts";
import { labelsIn } from "../api/label.ts";
import { listQueryIn } from "../api/read-request.ts";
import type { ListGroup } from "../query/list-groups.ts";
import { filterFrom } from "../query/parse-query.ts";
import { type DatasetNeeds, type DatasetSeen, datasetFor, datasetsFor, groupsOf, rowsOf } from "./datasets.ts";

/** Datasets over REST: which there are, their records, and their numbers by a field. */
export function datasetApi(needs: DatasetNeeds & TakingParts & { readonly words: Words }): Router {
  const router = new Router({ prefix: "/api/v1/datasets" });
  const kindOf = (ctx: Context) => needs.datasets().find(({ id }) => id === textIn(ctx, "id"))?.kind;
  const told = (report: string) => tellingReport(needs.through.db, report, kindOf);

  router.get("/", async (ctx) => {
    const data = (await datasetsFor(needs, actorOf(ctx))).map((one) => answerOf(ctx, needs.words, one));
    ctx.body = { data, page: { next: null } };
  });

  router.get("/:id", async (ctx) => {
    ctx.body = answerOf(ctx, needs.words, await datasetFor(needs, actorOf(ctx), textIn(ctx, "id")));
  });

  router.get("/:id/rows", told("dataset.rows"), async (ctx) => {
    const page = await rowsOf(needs, actorOf(ctx), textIn(ctx, "id"), listQueryIn(ctx));
    answerPage(ctx, await takenPage(needs, actorOf(ctx), kindOf(ctx) ?? "", page));
  });

  router.get("/:id/groups", told("dataset.groups"), async (ctx) => {
    const { groups, more } = await groupsOf(needs, actorOf(ctx), textIn(ctx, "id"), groupingIn(ctx));
    ctx.set("Cache-Control", "private, no-cache");
    ctx.body = { data: groups.map(groupAnswer), more };
  });

  return router;
}

const groupAnswer = ({ key, count, sums }: ListGroup) => ({
  key,
  count,
  sums: sums.map(({ path, amount, currency }) => ({ path, amount, currency })),
});

/** Only names that mean something, as for lists. */
const known = /^(by|sum|filter\[.*)$/;

function groupingIn(ctx: Context) {
  const query = queryIn(ctx);
  const strange = [...query.entries()].find(([name]) => !known.test(name));
  if (strange) throw new BadRequest("api.unknown_parameter", { name: strange[0].slice(0, 80) });
  const sum = (query.find("sum") ?? "").split(",").filter(Boolean).slice(0, 10);
  return { by: query.get("by"), sum, query: { filter: filterFrom(query.entries()) } };
}

function answerOf(ctx: Context, words: Words, { dataset: { id, label, kind }, fields }: DatasetSeen) {
  const language = languageOf(ctx);
  const labels = labelsIn(words, language);
  return {
    id,
    label: words.t(language, label),
    kind,
    fields: fields.map(({ field, groupable, addable }) => ({
      path: field.path,
      label: labels(field.schema["x-label"] ?? field.path),
      type: field.type.name,
      groupable,
      addable,
    })),
  };
}
