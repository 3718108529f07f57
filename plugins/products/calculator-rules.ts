// What holds for calculators: boxes that can be asked for, and formulas of the right type about them.
import { type Draft, type HookContext, Invalid, type Problem, readSheet, type Sheet } from "trellis/sdk";
import { calculatorOf, formulas, type PartFacts, partsOf, readFormula, sheetOf } from "./calculator.ts";
import { problem } from "./problem.ts";

/** The boxes are such as can be asked for, and the formulas that stand still go with them. */
export async function checkCalculator(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  if (!draft.touches("inputs") || draft.get("inputs") === null) return [];
  const read = boxesIn(draft.get("inputs"));
  if (!("fields" in read)) return [...read];
  const broken = (await partsOf(db, draft.id)).find((part) => problemsIn(read, part).length > 0);
  return broken ? [problem("inputs", "breaks_part", { part: broken.name })] : [];
}

function boxesIn(schemas: unknown): Sheet | readonly Problem[] {
  try {
    return readSheet(schemas);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return error.problems.map((one) => ({ ...one, pointer: `/inputs${one.pointer}` }));
  }
}

type Formulas = Pick<PartFacts, keyof typeof formulas>;

const names = Object.keys(formulas) as (keyof typeof formulas)[];

const problemsIn = (sheet: Sheet, part: Formulas): readonly Problem[] =>
  names.flatMap((name) => {
    const read = part[name] === null ? undefined : readFormula(sheet, name, part[name]);
    return read && "problems" in read ? read.problems : [];
  });

/** A part is for a product or has a text, and its formulas can be worked out from what its calculator asks for. */
export async function checkPart(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const calculator = await calculatorOf(db, draft.get("calculator"));
  const sheet = calculator && sheetOf(calculator);
  // Without one the engine says what is missing.
  if (!sheet) return [];
  await nameIt(draft, db);
  const written = Object.fromEntries(names.map((name) => [name, draft.get(name)])) as unknown as Formulas;
  const without = draft.get("name") === null ? [problem("product", "line_of_nothing")] : [];
  return [...without, ...problemsIn(sheet, written)];
}

/** By its product, where nobody calls it otherwise. */
async function nameIt(draft: Draft, db: HookContext["db"]): Promise<void> {
  const isAsked = draft.get("name") === null || (draft.touches("product") && !draft.touches("name") && draft.before);
  if (!isAsked || draft.get("product") === null) return;
  const text = "select name from plugin_products.products where id = $1";
  const [row] = await db.query<{ name: string }>({ text, values: [draft.get("product")] });
  if (row) draft.set("name", row.name);
}
