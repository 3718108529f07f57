import { Router } from "@koa/router";
import { wantsPart } from "../../web/context.ts";
import { idIn, queryIn } from "../../web/read.ts";
import { asRuled } from "./as-ruled.ts";
import { historyView } from "./history.view.ts";
import { allowed, forKind, includesOf, noteOpened, type Parts, type Visit } from "./parts.ts";
import { peekView } from "./peek.view.ts";
import { titlesOf } from "./titles.ts";

/** A record beside its list: who it is and what happened last, without leaving the list. */
export function peekRoutes(parts: Parts): Router {
  const router = new Router();

  router.get(
    "/:plural/:id/peek",
    forKind(parts, async (visit) => {
      allowed(visit, "read");
      const { ctx, kind } = visit;
      const [id, list] = [idIn(ctx), queryIn(ctx).text("in")];
      if (!wantsPart(ctx)) return parts.pages.go(ctx, `/${kind.plural}/${id}`);
      parts.pages.part(ctx, "records/_peek", await peekOf(parts, visit, { id, list }));
      noteOpened(parts, visit, id);
    }),
  );

  return router;
}

const LINES = 3;

async function peekOf(parts: Parts, visit: Visit, { id, list }: { id: string; list: string }): Promise<object> {
  const { kind, reader } = visit;
  const record = await parts.records.get(reader.actor, kind.name, id, { include: includesOf(parts.kinds, kind) });
  const [notes, lines] = await Promise.all([
    parts.notes.about(reader.actor, kind.name, id),
    parts.history.of(reader.actor, kind.name, id, { limit: LINES }),
  ]);
  const titles = await titlesOf(parts, reader.actor, lines);
  const changes = lines.map((line) => historyView(line, kind, titles, visit));
  const ruled = await asRuled(parts, visit, { record });
  return peekView({ kind: ruled.kind, record, list, note: notes[0], changes }, ruled);
}
