import { Router } from "@koa/router";
import { wantsPart } from "../../web/context.ts";
import { idIn, textIn } from "../../web/read.ts";
import { Reveals } from "../access/reveals.ts";
import { shown } from "./display.ts";
import { fieldLabel } from "./labels.ts";
import { forKind, type Parts, type Visit } from "./parts.ts";

/** The value behind a mask, in its place on the page of the record; without script on a page of its own. */
export function revealRoutes(parts: Parts): Router {
  const reveals = new Reveals(parts.through.db, parts.records, parts.kinds);
  const router = new Router();
  router.post(
    "/:plural/:id/reveals/:field",
    forKind(parts, async (visit) => await reveal(parts, reveals, visit)),
  );
  return router;
}

async function reveal({ pages }: Parts, reveals: Reveals, visit: Visit): Promise<void> {
  const { ctx, kind, reader } = visit;
  const at = { id: idIn(ctx), path: textIn(ctx, "field") };
  const { field, record } = await reveals.reveal(reader.actor, kind.name, at);
  ctx.set("Cache-Control", "no-store");
  const view = { ...shown(record, field, visit), edit: null, reveal: null, why: null };
  if (wantsPart(ctx)) return pages.part(ctx, "records/_fact", view);
  const page = { ...view, title: fieldLabel(field, reader), back: `/${kind.plural}/${record.id}` };
  pages.show(ctx, "records/reveal", page);
}
