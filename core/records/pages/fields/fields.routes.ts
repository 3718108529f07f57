// Where an administrator sees every field of a kind, hides own ones and brings them back.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import { idIn, queryIn } from "../../../web/read.ts";
import type { Kinds } from "../../kinds.ts";
import type { Kind } from "../../kind.ts";
import { inSight } from "../../rules/in-sight.ts";
import { choicesFor } from "../rules/rule-choices.ts";
import type { Reader } from "../reader.ts";
import { contextOf } from "../parts.ts";
import { editorRoutes } from "./editor.routes.ts";
import { HOME } from "./editor.view.ts";
import { fieldsView } from "./fields.view.ts";
import type { FieldPageNeeds } from "./needs.ts";
import { productRoutes } from "./product.routes.ts";

export function fieldRoutes(needs: FieldPageNeeds): Router {
  const { kinds, customFields, pages } = needs;
  const router = new Router({ prefix: HOME });
  const shown = kindsWithFields(kinds);

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), "fields.change"))
      throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
    await next();
  });

  router.get("/", async (ctx) => {
    const query = queryIn(ctx);
    const { reader } = await contextOf(needs, ctx);
    const kind = kinds.seenBy(actorOf(ctx)).get(query.text("kind") || (shown()[0]?.name ?? ""));
    const page = Math.max(1, Number.parseInt(query.text("page"), 10) || 1);
    const said = {
      own: await customFields.listFor(actorOf(ctx), kind.name),
      ...(await saidAbout(needs, kind, reader)),
    };
    const facts = { kinds: shown(), kind, ...said, q: query.text("q"), page };
    pages.show(ctx, "field-editor/list", fieldsView(facts, reader));
  });

  router.post("/:id/archive", async (ctx) => await hidden(ctx, true));
  router.post("/:id/restore", async (ctx) => await hidden(ctx, false));

  async function hidden(ctx: Context, away: boolean): Promise<void> {
    const [actor, id] = [actorOf(ctx), idIn(ctx)];
    const { kind } = await (away ? customFields.archive(actor, id) : customFields.bringBack(actor, id));
    messageTo(ctx, say(ctx, away ? "fields.archived" : "fields.back"));
    pages.go(ctx, `${HOME}?kind=${kind}`);
  }

  for (const more of [productRoutes(needs), editorRoutes(needs)]) router.use(more.routes());
  return router;
}

const kindsWithFields = (kinds: Kinds) => () =>
  kinds.all().filter((kind) => kind.pages !== false && kind.customFields !== false);

/** What rules and stages say about the fields of a kind, as far as this person may know of it. */
async function saidAbout({ kinds, records, rules, through }: FieldPageNeeds, kind: Kind, reader: Reader) {
  const { actor } = reader;
  return {
    rules: (await rules.list(kind.name)).filter(inSight(kinds, actor, kind.name)),
    choices: await choicesFor({ kinds, records }, kind, reader),
    gates: (await kind.hooks?.gates?.({ actor, db: through.db, kinds: kinds.seenBy(actor) })) ?? [],
  };
}
