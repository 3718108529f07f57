// Whose list is this? A file or a piece of text that turned up somewhere, and the list it was when it left.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { withUpload } from "../../../web/upload.ts";
import { APPROVE } from "../../export/export-requests.ts";
import { fromText, LEAKED_BYTES, readLeaked } from "../../export/marks/leaked.ts";
import type { Origin, Origins } from "../../export/marks/origins.ts";
import { FileRefused } from "../../import/file/refusal.ts";
import { pathSource } from "../../import/file/source.ts";
import type { Kinds } from "../../kinds.ts";
import type { Through } from "../../store/through.ts";
import { manyOf } from "../labels.ts";
import { contextOf } from "../parts.ts";

export interface OriginNeeds {
  readonly origins: Origins;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly pages: Pages;
}

export function originPages(needs: OriginNeeds): Router {
  const router = new Router({ prefix: "/exports/origin" });

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), APPROVE)) throw new NotAllowed("security.not_allowed", { permission: APPROVE });
    await next();
  });

  router.get("/", async (ctx) => await show(ctx, {}));

  router.post("/", async (ctx) => {
    await withUpload(ctx, { bytes: LEAKED_BYTES }, async ({ fields, files: [file] }) => {
      const typed = fields.text("text");
      try {
        const leaked = file ? await readLeaked(pathSource(file.name, file.path)) : fromText(typed);
        await show(ctx, { typed, found: await needs.origins.of(actorOf(ctx), leaked) });
      } catch (error) {
        if (!(error instanceof FileRefused)) throw error;
        ctx.status = 422;
        await show(ctx, { typed, problem: say(ctx, `error.${error.code}`, error.values as never) });
      }
    });
  });

  async function show(ctx: Context, { typed = "", found, problem = null }: Shown): Promise<void> {
    const { reader } = await contextOf(needs, ctx);
    const seen = needs.kinds.seenBy(reader.actor);
    const view = {
      title: reader.say("exports.origin"),
      breadcrumb: [{ label: reader.say("exports.title"), path: "/exports" }],
      typed,
      problem,
      asked: found !== undefined,
      found: (found ?? []).map(({ signs, kind, number, ...list }) => {
        const known = seen.find(kind);
        return {
          ...list,
          no: String(number),
          kind: known ? manyOf(known, reader) : kind,
          signs: signs.map(({ sign, agree }) => reader.say(`exports.sign.${sign}`, { agree: agree ?? 100 })).join(" "),
        };
      }),
    };
    needs.pages.show(ctx, "records/export-origin", view);
  }

  return router;
}

interface Shown {
  readonly typed?: string;
  readonly found?: readonly Origin[];
  readonly problem?: string | null;
}
