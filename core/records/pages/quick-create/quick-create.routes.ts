import { Router } from "@koa/router";
import type { Context, Middleware } from "koa";
import { newId } from "../../../kernel/ids.ts";
import { Invalid, type Problem } from "../../../kernel/errors.ts";
import { originOf } from "../../../web/address.ts";
import { messageTo, wantsPart } from "../../../web/context.ts";
import { formIn, queryIn } from "../../../web/read.ts";
import type { HookContext, Similar } from "../../kind.ts";
import { once } from "../../store/once.ts";
import { ruledOn, writableFields } from "../as-ruled.ts";
import { decidingFields, toldIn } from "../live-form.ts";
import { newTyped } from "../new-record.ts";
import { allowed, forKind, paramsFrom, type Parts, type Visit } from "../parts.ts";
import { readForm } from "../read-form.ts";
import { takeFiles } from "../take-files.ts";
import { titleOf } from "../values.ts";
import { alongIn, createAlong } from "./along.ts";
import { pasted, shownFields, valuesSoFar } from "./filled.ts";
import { type QuickFacts, type QuickView, quickView, similarView } from "./quick-create.view.ts";

/** Creating a record of any kind from anywhere, with the few fields it takes. */
export function quickCreateRoutes(parts: Parts): Router {
  const router = new Router({ prefix: "/new" });
  const quick = (answer: (visit: Visit) => Promise<void>): Middleware =>
    forKind(parts, async (visit) => {
      allowed(visit, "create");
      await answer(visit);
    });

  router.get(
    "/:plural",
    quick(async (visit) => {
      await show(parts, visit, newTyped(visit, paramsFrom(queryIn(visit.ctx))));
    }),
  );

  router.post(
    "/:plural",
    takeFiles(parts),
    quick(async (visit) => {
      const typed = paramsFrom(formIn(visit.ctx));
      if (typed.has("read"))
        return await show(parts, visit, await pasted(visit.kind, typed, visit.reader, hooksOf(parts, visit)));
      if (typed.has("find")) return await show(parts, visit, typed);
      await answered(parts, visit, typed);
    }),
  );

  // The boxes as rules leave them, given what is typed so far.
  router.post(
    "/:plural/form",
    quick(async (visit) => {
      const typed = paramsFrom(formIn(visit.ctx));
      const view = await viewOf(parts, visit, { typed, problems: toldIn(typed), typing: true });
      parts.pages.part(visit.ctx, "records/quick-create/_boxes", view);
    }),
  );

  router.post(
    "/:plural/similar",
    quick(async ({ ctx, kind, reader }) => {
      const similar = await similarTo(parts, { kind, reader }, paramsFrom(formIn(ctx)));
      parts.pages.part(ctx, "records/quick-create/_similar", similarView(similar, kind, reader));
    }),
  );

  return router;
}

/** What hooks of a kind are given at a page. */
const hooksOf = ({ through, kinds }: Parts, { reader }: Pick<Visit, "reader">): HookContext => ({
  actor: reader.actor,
  db: through.db,
  kinds: kinds.seenBy(reader.actor),
});

async function similarTo(
  parts: Parts,
  { kind, reader }: Pick<Visit, "kind" | "reader">,
  typed: URLSearchParams,
): Promise<readonly Similar[]> {
  const values = valuesSoFar(kind, typed, reader);
  return (await kind.hooks?.similar?.(values, hooksOf(parts, { reader }))) ?? [];
}

async function show(
  parts: Parts,
  visit: Visit,
  typed: URLSearchParams,
  problems: readonly Problem[] = [],
): Promise<void> {
  if (problems.length > 0) visit.ctx.status = 422;
  const view = await viewOf(parts, visit, { typed, problems });
  parts.pages.show(visit.ctx, "records/quick-create/page", view);
}

/** The form as rules leave it for what is typed. */
async function viewOf(
  parts: Parts,
  visit: Visit,
  typing: Pick<QuickFacts, "typed" | "problems" | "typing">,
): Promise<QuickView> {
  const { typed, problems } = typing;
  const ruled = await ruledOn(parts, visit, { record: undefined, typed });
  const { kind, reader } = ruled.visit;
  const [choices, similar] = await Promise.all([
    parts.choices.load(reader.actor, shownFields(ruled.visit, typed, problems), typed),
    typing.typing ? [] : similarTo(parts, visit, typed),
  ]);
  const decides = decidingFields(parts.kinds.get(kind.name), { isNew: true });
  // Quick create has no sections: nothing of it is folded away.
  const shown = { ...ruled, folded: [] };
  return quickView({ ...typing, kind, kinds: parts.kinds, choices, similar, ruled: shown, decides }, ruled.visit);
}

/** Writes, or shows the form again with everything that was typed. */
async function answered(parts: Parts, visit: Visit, typed: URLSearchParams): Promise<void> {
  try {
    await create(parts, visit, typed);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    await show(parts, visit, typed, error.problems);
  }
}

async function create(parts: Parts, visit: Visit, typed: URLSearchParams): Promise<void> {
  const { kind, reader, ctx } = visit;
  const fields = await writableFields(parts, visit, { record: undefined, typed });
  const { input, problems } = readForm(fields, typed, reader.reading);
  if (problems.length > 0) throw new Invalid(problems);
  const sent = { owner: `form:${reader.actor.id}`, key: typed.get("key") || newId(), waits: true };
  const { answer: made } = await once(parts.through.db, sent, async (trx) => {
    const record = await createAlong(
      { records: parts.records, kinds: parts.kinds, actor: reader.actor, trx },
      {
        kind,
        input,
        along: alongIn(kind, typed),
      },
    );
    return { id: record.id, title: titleOf(record, kind.titleField) };
  });
  parts.through.announce();
  messageTo(ctx, reader.say("records.created", { title: made.title }));
  if (typed.get("then") === "another") return await again(parts, visit);
  parts.pages.go(ctx, typed.get("then") === "open" ? `/${kind.plural}/${made.id}` : backOf(ctx, `/${kind.plural}`));
}

async function again(parts: Parts, visit: Visit): Promise<void> {
  if (!wantsPart(visit.ctx)) return parts.pages.go(visit.ctx, `/new/${visit.kind.plural}`);
  await show(parts, visit, newTyped(visit, new URLSearchParams()));
}

/** Where the person was when the dialog opened; from the page of the form itself, the list. */
function backOf(ctx: Context, list: string): string {
  const url = URL.parse(ctx.get("HX-Current-URL"));
  return !url || url.origin !== originOf(ctx) || url.pathname.startsWith("/new/") ? list : url.pathname + url.search;
}
