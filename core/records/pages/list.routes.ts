import { Router } from "@koa/router";
import { queryIn } from "../../web/read.ts";
import { tellSearch } from "../audit/tell-search.ts";
import { known } from "../query/columns.ts";
import type { Condition } from "../query/grammar.ts";
import { filterQuestion } from "./filter-question.ts";
import type { FilterForm } from "./filter.view.ts";
import { conditionsAsked } from "./filters.ts";
import { conditionsOf, filterOf, type ListAsk, listHref } from "./list-ask.ts";
import { listFacts } from "./list-facts.ts";
import { listView } from "./list.view.ts";
import { allowed, forKind, paramsFrom, type Parts, type Visit } from "./parts.ts";
import { readAsk, readBoardAsk } from "./read-ask.ts";

/** The list of any kind, and the question that adds a filter to it. */
export function listRoutes(parts: Parts): Router {
  const router = new Router();

  router.get(
    "/:plural",
    forKind(parts, async (visit) => {
      allowed(visit, "read");
      const params = paramsIn(visit);
      const ask = await readAsk(parts, visit.reader.actor, visit.kind, params);
      const add = params.get("add");
      await showList(
        parts,
        visit,
        ask,
        add === null ? null : await filterQuestion(parts, visit, { ask, path: add, typed: params }),
      );
    }),
  );

  router.get(
    "/:plural/filter",
    forKind(parts, async (visit) => {
      allowed(visit, "read");
      const { kind, reader, ctx } = visit;
      const typed = paramsIn(visit);
      const [board, list] = [typed.get("board"), typed.get("list") ?? ""];
      const ask =
        board === null
          ? await readAsk(parts, reader.actor, kind, new URLSearchParams(list))
          : await readBoardAsk(parts, reader.actor, kind, { board, list });
      const field = known(kind, typed.get("field") ?? "");
      const asked = conditionsAsked(field, typed, reader.reading);
      if (asked.ok)
        return parts.pages.go(ctx, listHref(kind.plural, ask, withConditions(ask, field.path, asked.value)));
      ctx.status = 422;
      await showList(
        parts,
        visit,
        ask,
        await filterQuestion(parts, visit, { ask, path: field.path, typed, problems: asked.problems }),
      );
    }),
  );

  return router;
}

const paramsIn = ({ ctx }: Visit): URLSearchParams => paramsFrom(queryIn(ctx));

async function showList(parts: Parts, visit: Visit, ask: ListAsk, form: FilterForm | null): Promise<void> {
  await tellSearch(parts.through.db, visit.reader.actor, { kind: visit.kind.name, q: ask.q, after: ask.after });
  const facts = await listFacts(parts, visit.reader.actor, visit.kind, ask);
  const saving = visit.ctx.query["save"] !== undefined;
  parts.pages.show(visit.ctx, "records/list", listView({ ...facts, filterForm: form, saving }, visit));
}

// A new answer to a question replaces the old one.
function withConditions(ask: ListAsk, path: string, added: readonly Condition[]): Partial<ListAsk> {
  const ops = new Set(added.map(({ op }) => op));
  const kept = (conditionsOf(ask.filter) ?? []).filter((one) => one.field !== path || !ops.has(one.op));
  return { filter: filterOf([...kept, ...added]), own: { ...ask.own, filter: true } };
}
