// Lines worked out from what somebody answers: a form on a deal, with what comes of it while one types.
import {
  actorOf,
  type Context,
  formIn,
  idIn,
  Invalid,
  isId,
  messageTo,
  NotFound,
  type Pages,
  type Problem,
  queryIn,
  type Rec,
  type Records,
  Router,
  say,
  type Sheet,
  sheetBoxes,
  sheetTyped,
  textIn,
} from "trellis/sdk";
import type { CalculatorFacts } from "./calculator.ts";
import { defaultsOf, sheetOf } from "./calculator.ts";
import type { Calculations } from "./calculations.ts";
import { linesView, readerOf } from "./calculation.view.ts";
import { problem } from "./problem.ts";

interface Needs {
  readonly calculations: Calculations;
  readonly records: Records;
  readonly pages: Pages;
  /** The company's currency. */
  currency(): Promise<string>;
}

/** What is asked, of which calculator, and for which calculation that stands already. */
interface Asking {
  readonly deal: string;
  readonly calculator: CalculatorFacts;
  readonly sheet: Sheet;
  readonly calculation: string | null;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export function calculationRoutes(needs: Needs): Router {
  const { calculations, pages } = needs;
  const router = new Router({ prefix: "/deal-lines/of/:id/calculations" });

  router.get("/:calculation", async (ctx) => {
    const asking = await askedIn(ctx, needs);
    await show(ctx, needs, { asking, filled: asking.inputs, problems: [] });
  });

  router.post("/:calculation/preview", async (ctx) => {
    const asking = await askedIn(ctx, needs);
    pages.part(ctx, "products/_calculated", await previewed(ctx, needs, asking));
  });

  router.post("/:calculation", async (ctx) => {
    const asking = await askedIn(ctx, needs);
    try {
      const lines = await written(ctx, needs, asking, false);
      told(ctx, asking, lines);
      pages.go(ctx, tabOf(asking.deal));
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      ctx.status = 422;
      await show(ctx, needs, { asking, filled: typedIn(ctx), problems: error.problems });
    }
  });

  router.post("/:calculation/undo", async (ctx) => {
    const [actor, id] = [actorOf(ctx), textIn(ctx, "calculation")];
    const was = queryIn(ctx).find("was");
    if (was === undefined) await calculations.remove(actor, id);
    else await calculations.change(actor, id, { inputs: inputsIn(was) });
    messageTo(ctx, say(ctx, "products.calculation_undone"));
    pages.go(ctx, tabOf(idIn(ctx)));
  });

  return router;
}

const tabOf = (deal: string): string => `/deals/${deal}?tab=products.lines`;
const typedIn = (ctx: Context): URLSearchParams =>
  new URLSearchParams(
    formIn(ctx)
      .entries()
      .map(([name, text]): [string, string] => [name, text]),
  );

function inputsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new Invalid([problem("inputs", "calculator_broken")]);
  }
}

/** A calculation that stands, or a new one of the calculator that is named. */
async function askedIn(ctx: Context, { calculations }: Needs): Promise<Asking> {
  const [actor, deal, id] = [actorOf(ctx), idIn(ctx), textIn(ctx, "calculation")];
  if (id === "new") {
    const calculator = await calculations.calculator(actor, knownId(queryIn(ctx).get("calculator")));
    const sheet = soundSheet(calculator);
    return { deal, calculator, sheet, calculation: null, inputs: defaultsOf(sheet) };
  }
  const stands = await calculations.of(actor, knownId(id));
  if (stands.deal !== deal) throw new NotFound("web.not_found");
  const calculator = await calculations.calculator(actor, stands.calculator);
  return { deal, calculator, sheet: soundSheet(calculator), calculation: id, inputs: stands.inputs };
}

function knownId(text: string): string {
  if (!isId(text)) throw new NotFound("web.not_found");
  return text;
}

function soundSheet(calculator: CalculatorFacts): Sheet {
  const sheet = sheetOf(calculator);
  if (!sheet) throw new Invalid([problem("inputs", "calculator_broken")]);
  return sheet;
}

/** Writes what the form says, or only tries it. */
async function written(ctx: Context, { calculations, currency }: Needs, asking: Asking, rehearsal: boolean) {
  const actor = actorOf(ctx);
  const { deal, calculator, sheet, calculation } = asking;
  const { reading } = readerOf(ctx, calculator.currency ?? (await currency()));
  const { values: inputs, problems } = sheetTyped(sheet, typedIn(ctx), reading);
  if (problems.length > 0) throw new Invalid(problems.map((one) => ({ ...one, pointer: `/inputs${one.pointer}` })));
  const asked = { inputs, rehearsal };
  if (calculation === null) return await calculations.add(actor, { deal, calculator: calculator.id }, asked);
  return await calculations.change(actor, calculation, asked);
}

/** What would come of it, or the sentences that say why nothing would. */
async function previewed(ctx: Context, needs: Needs, asking: Asking) {
  try {
    return linesView(await written(ctx, needs, asking, true), []);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    // Boxes that are still blank are not wrong while somebody types.
    const meant = error.problems.filter(({ code }) => code !== "required");
    return linesView([], meant.map(sentence(ctx, asking)));
  }
}

function told(ctx: Context, { deal, calculation, inputs }: Asking, lines: readonly Rec[]): void {
  const [first] = lines;
  const path = `/deal-lines/of/${deal}/calculations/${calculation ?? String(first?.["calculation"])}/undo`;
  const undo = calculation === null ? path : `${path}?${new URLSearchParams({ was: JSON.stringify(inputs) })}`;
  messageTo(ctx, { text: say(ctx, "products.calculated", { count: lines.length }), undo });
}

interface Showing {
  readonly asking: Asking;
  readonly filled: Readonly<Record<string, unknown>> | URLSearchParams;
  readonly problems: readonly Problem[];
}

async function show(ctx: Context, { records, pages, currency }: Needs, { asking, filled, problems }: Showing) {
  const { deal: id, calculator, sheet, calculation } = asking;
  const deal = await records.get(actorOf(ctx), "deal", id);
  const reader = readerOf(ctx, calculator.currency ?? (await currency()));
  const own = problems.map((one) => ({ ...one, pointer: one.pointer.replace("/inputs/", "/") }));
  const isOfBox = ({ pointer }: Problem): boolean => sheet.fields.some(({ path }) => pointer === `/${path}`);
  const query = calculation === null ? `?calculator=${calculator.id}` : "";
  const action = `/deal-lines/of/${id}/calculations/${calculation ?? "new"}`;
  const view = {
    title: calculator.name,
    where: String(deal["name"]),
    breadcrumb: [
      { label: say(ctx, "deals.many"), path: "/deals" },
      { label: String(deal["name"]), path: tabOf(id) },
    ],
    action: `${action}${query}`,
    preview: `${action}/preview${query}`,
    boxes: sheetBoxes(sheet, { reader, filled, problems: own, prefix: "c" }),
    problems: own.filter((one) => !isOfBox(one)).map(sentence(ctx, asking)),
    isNew: calculation === null,
    ...linesView([], []),
  };
  pages.show(ctx, "products/calculation", view);
}

/** A problem as people read it, with the name of the box it is about. */
const sentence =
  (ctx: Context, { sheet, calculator }: Asking) =>
  ({ message, values, pointer }: Problem): string => {
    const path = pointer.split("/").at(-1) ?? "";
    const [box] = sheetBoxes(sheet, {
      reader: readerOf(ctx, calculator.currency ?? ""),
      filled: {},
      prefix: "c",
    }).filter(({ name }) => name === path);
    const said = say(ctx, message, { field: box?.label ?? path, ...values });
    return box ? `${box.label}: ${said}` : said;
  };
