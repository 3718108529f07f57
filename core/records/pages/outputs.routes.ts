// What a browser puts on paper, or copies in bulk, is told by the page's own script. Whoever wants to keep it silent can; who does
// their work will not.
import { Router } from "@koa/router";
import { BadRequest } from "../../kernel/errors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { actorOf } from "../../web/context.ts";
import { formIn } from "../../web/read.ts";
import type { Values } from "../../web/values.ts";
import type { Parts } from "./parts.ts";

const actions: Readonly<Record<string, string>> = { print: "page.printed", copy: "list.copied" };
const page = /^\/([a-z][a-z0-9-]*)(?:\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?/;
const MOST_ROWS = 100_000;

export function outputRoutes({ kinds, through }: Pick<Parts, "kinds" | "through">): Router {
  const router = new Router();

  router.post("/outputs", async (ctx) => {
    const actor = actorOf(ctx);
    const { action, path, rows } = toldIn(formIn(ctx));
    const [, plural = "", id] = page.exec(path) ?? [];
    const kind = kinds.seenBy(actor).byPlural(plural)?.name;
    const deed = { action, kind, recordId: kind ? id : undefined, detail: { path, ...(rows > 0 && { rows }) } };
    await writeAudit(through.db, actor, deed);
    ctx.status = 204;
  });

  return router;
}

function toldIn(form: Values): { action: string; path: string; rows: number } {
  const [action, path] = [actions[form.text("what")], form.text("path").slice(0, 500)];
  const rows = Number(form.text("rows") || 0);
  const isCount = Number.isInteger(rows) && rows >= 0 && rows <= MOST_ROWS;
  if (action === undefined || !path.startsWith("/") || !isCount) throw new BadRequest("records.bad_output");
  return { action, path, rows };
}
