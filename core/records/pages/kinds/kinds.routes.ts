// Where an administrator defines kinds of record. What the page sends is what the REST API takes.
import { Router } from "@koa/router";
import type { Context } from "koa";
import { languages } from "../../../i18n/languages.ts";
import type { Words } from "../../../i18n/words.ts";
import { may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import type { MenuItem } from "../../../plugins/plugin.ts";
import { actorOf, messageTo } from "../../../web/context.ts";
import type { Pages } from "../../../web/pages.ts";
import { formIn, textIn } from "../../../web/read.ts";
import type { Kinds } from "../../kinds.ts";
import type { KindPlan, OwnKind } from "../../own-kinds/own-kind.ts";
import { CHANGE_KINDS, type OwnKinds } from "../../own-kinds/own-kinds.ts";
import type { Through } from "../../store/through.ts";
import { contextOf, paramsFrom } from "../parts.ts";
import type { Reader } from "../reader.ts";
import { changeLines, effectsOf } from "./kind-changes.ts";
import { arrangementIn, namesIn, saidIn, stageField, typedOf } from "./kind-form.ts";
import { frame, kindFormView, type Wrong } from "./kind-form.view.ts";
import { kindsView } from "./kinds.view.ts";
import { wrongWith } from "./wrong.ts";

export interface KindPageNeeds {
  readonly ownKinds: OwnKinds;
  readonly kinds: Kinds;
  readonly through: Through;
  readonly words: Words;
  readonly pages: Pages;
  readonly menu: () => readonly MenuItem[];
}

/** Stops whoever may not define kinds, before any of these pages. */
export function onlyDefiners(router: Router): void {
  router.use(async (ctx, next) => {
    if (!may(actorOf(ctx), CHANGE_KINDS)) throw new NotAllowed("security.not_allowed", { permission: CHANGE_KINDS });
    await next();
  });
}

export const readerIn = async (needs: KindPageNeeds, ctx: Context): Promise<Reader> =>
  (await contextOf(needs, ctx)).reader;

export function kindRoutes(needs: KindPageNeeds): Router {
  const { ownKinds, kinds, pages } = needs;
  const router = new Router({ prefix: "/settings/kinds" });
  onlyDefiners(router);

  router.get("/", async (ctx) => {
    const view = kindsView(await ownKinds.list(), (name) => kinds.find(name), await readerIn(needs, ctx));
    pages.show(ctx, "records/kinds/kinds", view);
  });

  router.get("/new", async (ctx) => await showForm(needs, ctx, { own: undefined, typed: typedOf(undefined) }));

  router.post("/", async (ctx) => {
    const typed = paramsFrom(formIn(ctx));
    await orAgain(needs, ctx, { own: undefined, typed }, async (reader) => {
      const made = await define(needs, reader, typed);
      messageTo(ctx, reader.say("kinds.made", { name: reader.say(`${made.plural}.many`) }));
      pages.go(ctx, `/settings/kinds/${made.name}`);
    });
  });

  router.get("/:name", async (ctx) => {
    const own = await ownKinds.get(textIn(ctx, "name"));
    if (own.state === "archived") return pages.go(ctx, "/settings/kinds");
    await showForm(needs, ctx, { own, typed: typedOf(own) });
  });

  router.post("/:name", async (ctx) => {
    const typed = paramsFrom(formIn(ctx));
    const own = await ownKinds.get(textIn(ctx, "name"));
    await orAgain(needs, ctx, { own, typed }, async (reader) => await changed(needs, ctx, { own, typed, reader }));
  });

  return router;
}

async function define({ ownKinds, words }: KindPageNeeds, reader: Reader, typed: URLSearchParams): Promise<OwnKind> {
  const label = Object.fromEntries(languages.map((language) => [language, words.t(language, "kinds.field.stage")]));
  const stages = stageField(typed, label);
  const arranged = stages
    ? { boardField: "custom.stage", listColumns: ["name", "custom.stage", "owner", "createdAt"] }
    : {};
  return await ownKinds.define(reader.actor, {
    ...namesIn(typed, reader.reading.language),
    fields: stages ? [stages] : [],
    plan: { ...saidIn(typed), ...arranged },
  });
}

interface Change {
  readonly own: OwnKind;
  readonly typed: URLSearchParams;
  readonly reader: Reader;
}

/** Saves what nobody will miss; what reaches further is shown first, and saved when it was confirmed. */
async function changed(needs: KindPageNeeds, ctx: Context, { own, typed, reader }: Change): Promise<void> {
  const { ownKinds, pages } = needs;
  const said = { ...saidIn(typed), ...arrangementIn(typed) };
  if (
    !typed.has("confirmed") &&
    (await asksFirst(needs, ctx, { own, reader, typed }, needs.ownKinds.planWith(own, said)))
  )
    return;
  const version = Number(typed.get("version")) || undefined;
  const now = await ownKinds.change(reader.actor, own.name, said, { version });
  messageTo(ctx, reader.say("kinds.saved", { name: reader.say(`${now.plural}.many`) }));
  pages.go(ctx, `/settings/kinds/${own.name}`);
}

async function asksFirst(needs: KindPageNeeds, ctx: Context, { own, typed, reader }: Change, plan: KindPlan) {
  const effects = effectsOf(own, plan, await needs.ownKinds.usesOf(own.name), reader);
  const kind = needs.kinds.find(own.name);
  if (effects.length === 0 || !kind) return false;
  const view = {
    ...frame(reader.say("kinds.will_change"), reader),
    action: `/settings/kinds/${own.name}`,
    effects,
    lines: changeLines(own, plan, kind, reader),
    kept: [...typed].filter(([name]) => name !== "_csrf").map(([name, value]) => ({ name, value })),
  };
  needs.pages.show(ctx, "records/kinds/changes", view);
  return true;
}

interface Shown {
  readonly own: OwnKind | undefined;
  readonly typed: URLSearchParams;
}

async function showForm(needs: KindPageNeeds, ctx: Context, { own, typed }: Shown, wrong: readonly Wrong[] = []) {
  const letters = new Set(
    needs.kinds.all().flatMap(({ name, newKey }) => (newKey && name !== own?.name ? newKey : [])),
  );
  const kind = own && needs.kinds.find(own.name);
  const facts = { own, kind, typed, menu: needs.menu(), letters, wrong };
  needs.pages.show(ctx, "records/kinds/form", kindFormView(facts, await readerIn(needs, ctx)));
}

/** Does it, or shows the form again with everything that was typed and what is wrong with it. */
async function orAgain(needs: KindPageNeeds, ctx: Context, shown: Shown, work: (reader: Reader) => Promise<void>) {
  try {
    await work(await readerIn(needs, ctx));
  } catch (error) {
    const wrong = wrongWith(ctx, error);
    const now = shown.own && (await needs.ownKinds.get(shown.own.name));
    if (now) shown.typed.set("version", String(now.version));
    await showForm(needs, ctx, shown, wrong);
  }
}
