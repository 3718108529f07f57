import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import { may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import { actorOf, wantsPart } from "../../web/context.ts";
import { queryIn, textIn } from "../../web/read.ts";
import { chosenOptions } from "./inputs.ts";
import { contextOf, type Parts } from "./parts.ts";

/** Choices for a reference while somebody types: radio buttons, so that they work without script too. */
export function pickRoutes({ kinds, choices, pages, through }: Parts): Router {
  const router = new Router();

  router.get("/:plural/pick", async (ctx: Context, next: Next) => {
    const kind = kinds.byPlural(textIn(ctx, "plural"));
    if (!kind) return await next();
    const actor = actorOf(ctx);
    if (!may(actor, `${kind.plural}.read`))
      throw new NotAllowed("security.not_allowed", { permission: `${kind.plural}.read` });
    const query = queryIn(ctx);
    const name = query.text("name");
    const q = query.text(`${name}.q`);
    const ids = query.list(name);
    const { reader } = await contextOf({ through, kinds }, ctx);
    const standing = chosenOptions(ids, await choices.named(actor, kind.name, ids), reader);
    const found = q === "" ? [] : (await choices.search(actor, kind.name, q)).filter(({ id }) => !ids.includes(id));
    const multiple = query.text("multiple") === "yes";
    const best = multiple ? undefined : found.find(({ title }) => title.toLowerCase().startsWith(q.toLowerCase()));
    const options = [
      ...standing.map((one) => ({ ...one, chosen: best === undefined })),
      ...found.map(({ id, title }) => ({ value: id, label: title, chosen: id === best?.id })),
    ];
    const view = { name, multiple, options, nothing: q !== "" && found.length === 0 ? q : null };
    if (wantsPart(ctx)) pages.part(ctx, "fields/_picker-options", view);
    else pages.go(ctx, `/${kind.plural}?q=${encodeURIComponent(q)}`);
  });

  return router;
}
