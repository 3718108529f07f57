import { actorOf, formIn, type Host, idIn, type Pages, type Queryable, Router, say, wantsPart } from "trellis/sdk";
import type { Calculations } from "./calculations.ts";
import { calculatorView, triedView } from "./calculator.view.ts";
import { readerFor, readerOf } from "./calculation.view.ts";

interface Needs {
  readonly db: Queryable;
  readonly calculations: Calculations;
  readonly pages: Pages;
  readonly words: { t(language: string, key: string, values?: Readonly<Record<string, unknown>>): string };
  currency(): Promise<string>;
}

/** A calculator on its own page, with its formulas, and tried out while one types. */
export function addCalculator(host: Host, { db, calculations, pages, words, currency }: Needs): void {
  host.panel({
    id: "products.calculator",
    kind: "calculator",
    place: "head",
    title: "calculator-parts.many",
    order: 10,
    template: "products/_calculator",
    view: async (actor, id) => {
      const reader = readerFor(actor, (key, values) => words.t(actor.language, key, values), await currency());
      return await calculatorView(db, actor, id, reader);
    },
  });
  const router = new Router({ prefix: "/calculators/of" });
  router.post("/:id/trial", async (ctx) => {
    const typed = new URLSearchParams(
      formIn(ctx)
        .entries()
        .map(([name, text]): [string, string] => [name, text]),
    );
    const reader = readerOf(ctx, await currency());
    const { name } = await calculations.calculator(actorOf(ctx), idIn(ctx));
    const tried = await triedView(idIn(ctx), { calculations, reader, typed });
    if (wantsPart(ctx)) pages.part(ctx, "products/_tried", tried);
    else pages.show(ctx, "products/tried", { ...tried, title: say(ctx, "products.try"), where: name });
  });
  host.routes(router);
}
