// Where an administrator arranges fields. Each button sends the layout as it stands in the form and gets it back one step
// further; only Save writes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { may } from "../../../kernel/actor.ts";
import { isPart } from "../../fields/seen-field.ts";
import { AppError, Invalid, NotAllowed } from "../../../kernel/errors.ts";
import { actorOf, messageTo, say } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { inWords } from "../../../web/problem.ts";
import { formIn, queryIn, textIn } from "../../../web/read.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { Layouts } from "../../layouts/layouts.ts";
import type { Through } from "../../store/through.ts";
import { languageIn } from "../fields/field-draft.ts";
import { checkView } from "../rules/check.view.ts";
import { contextOf } from "../parts.ts";
import { draftFrom, type LayoutDraft, partFrom } from "./layout-draft.ts";
import { HOME, layoutView } from "./layouts.view.ts";

export interface LayoutPageNeeds {
  readonly kinds: Kinds;
  readonly layouts: Layouts;
  readonly through: Through;
  readonly pages: Pages;
}

export function layoutRoutes(needs: LayoutPageNeeds): Router {
  const { kinds, layouts, pages } = needs;
  const router = new Router({ prefix: HOME });
  // Who does not see a field of a kind does not arrange it.
  const shown = (ctx: Context): readonly Kind[] =>
    kinds
      .seenBy(actorOf(ctx))
      .all()
      .filter((kind) => kind.pages !== false && !isPart(kind));

  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), "fields.change"))
      throw new NotAllowed("security.not_allowed", { permission: "fields.change" });
    await next();
  });

  router.get("/", (ctx) => pages.go(ctx, `${HOME}/${shown(ctx)[0]?.name ?? ""}`));

  router.get("/:kind", async (ctx) => {
    const place = placeIn(ctx, queryIn(ctx).text("role"));
    const { layout, version } = await layouts.get(actorOf(ctx), place);
    await show(ctx, { ...place, draft: { layout, part: partFrom(queryIn(ctx).text("part")), chosen: "" }, version });
  });

  // What is said about a section's condition while it is written.
  router.post("/:kind/check", async (ctx) => {
    const { reader } = await contextOf(needs, ctx);
    const kind = kinds.seenBy(actorOf(ctx)).get(textIn(ctx, "kind"));
    const source = formIn(ctx).text(`when.${queryIn(ctx).text("at")}`);
    pages.part(ctx, "records/rules/_check", { check: checkView(source, kind, reader) });
  });

  router.post("/:kind", async (ctx) => {
    const form = formIn(ctx);
    const place = placeIn(ctx, form.text("role"));
    const version = Number(form.get("version"));
    if (form.text("do") === "reset")
      return await written(ctx, place, () => layouts.reset(actorOf(ctx), place, version), "layouts.reset.done");
    const { reader } = await contextOf(needs, ctx);
    const draft = draftFrom(form, kinds.get(place.kind), (key) => reader.say(key), languageIn(reader.reading));
    if (form.text("do") !== "save") return await show(ctx, { ...place, draft, version });
    try {
      await written(ctx, place, () => layouts.save(actorOf(ctx), place, draft.layout, version), "layouts.saved");
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      ctx.status = 422;
      const { version: now } = await layouts.get(actorOf(ctx), place);
      await show(ctx, { ...place, draft, version: now }, sentences(ctx, error));
    }
  });

  async function written(ctx: Context, place: Place, write: () => Promise<unknown>, message: string): Promise<void> {
    await write();
    messageTo(ctx, say(ctx, message));
    pages.go(ctx, `${HOME}/${place.kind}${place.role === "" ? "" : `?role=${encodeURIComponent(place.role)}`}`);
  }

  async function show(ctx: Context, at: Arranging, problems: readonly string[] = []): Promise<void> {
    const { reader } = await contextOf(needs, ctx);
    const [rows, roles] = await Promise.all([layouts.list(actorOf(ctx)), layouts.roles()]);
    const names = roles.map(({ id, name }) => ({ id, name: name ?? reader.say(`users.role.${id}`) }));
    const kind = kinds.get(at.kind);
    const asRole = { ...actorOf(ctx), roles: [at.role] };
    const seen = at.role === "" ? kind : kinds.seenBy(asRole).get(at.kind);
    const facts = { ...at, kind, seen, kinds: shown(ctx), roles: names, rows, problems };
    pages.show(ctx, "layout-editor/editor", layoutView(facts, reader));
  }

  return router;
}

interface Place {
  readonly kind: string;
  readonly role: string;
}

interface Arranging extends Place {
  readonly draft: LayoutDraft;
  readonly version: number;
}

const placeIn = (ctx: Context, role: string): Place => ({ kind: textIn(ctx, "kind"), role });

const sentences = (ctx: Context, error: AppError): string[] =>
  error instanceof Invalid
    ? error.problems.map((problem) => inWords(ctx, problem).message)
    : [say(ctx, `error.${error.code}`, error.values)];
