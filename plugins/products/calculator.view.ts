// A calculator on its page: the lines that come of it with their formulas, and a place to try it out.
import {
  type Actor,
  may,
  NotFound,
  type Problem,
  type Queryable,
  type Sheet,
  sheetBoxes,
  sheetTyped,
} from "trellis/sdk";
import { calculatorOf, defaultsOf, formulas, type PartFacts, partsOf, sheetOf, type Worked } from "./calculator.ts";
import type { Calculations } from "./calculations.ts";
import type { SheetReader } from "./calculation.view.ts";
import { tryExpression } from "./trying.ts";

const names = Object.keys(formulas) as (keyof typeof formulas)[];

export async function calculatorView(db: Queryable, actor: Actor, id: string, reader: SheetReader) {
  const calculator = await calculatorOf(db, id);
  if (!calculator) throw new NotFound("records.not_found", { kind: "calculator" });
  const sheet = sheetOf(calculator);
  const parts = await partsOf(db, id);
  return {
    id,
    parts: parts.map((part) => partView(part)),
    mayAdd: may(actor, "calculator-parts.create"),
    boxes: sheet ? sheetBoxes(sheet, { reader, filled: defaultsOf(sheet), prefix: "try" }) : [],
    isSound: sheet !== undefined,
    ...untried,
  };
}

const partView = (part: PartFacts) => ({
  id: part.id,
  name: part.name,
  formulas: names.flatMap((name) => (part[name] === null ? [] : [{ name, source: part[name] }])),
});

const untried = { results: [], wrong: [], formula: null };

interface Trying {
  readonly calculations: Calculations;
  readonly reader: SheetReader;
  readonly typed: URLSearchParams;
}

/** What each part comes to for what was typed, and what the formula beside it says. */
export async function triedView(id: string, { calculations, reader, typed }: Trying) {
  const { actor } = reader;
  const sheet = sheetOf(await calculations.calculator(actor, id));
  if (!sheet) return untried;
  const { values, problems } = sheetTyped(sheet, typed, reader.reading);
  const trial = problems.length > 0 ? { problems, parts: [] } : await calculations.trial(actor, id, values);
  const source = typed.get("expression")?.trim() ?? "";
  const tried = source === "" ? null : tryExpression(sheet, { source, inputs: values, actor });
  // Boxes that are still blank are not wrong while somebody types.
  const wrong = trial.problems.filter(({ code }) => code !== "required");
  return {
    results: trial.parts.map(({ part, worked }) => resultView(part, worked, reader)),
    wrong: wrong.map((one) => labelled(sheet, one, reader)),
    formula: tried && {
      type: tried.type === "yes/no" ? "yesno" : tried.type,
      value: tried.value === null ? null : String(tried.value),
      reason: tried.reason === null ? null : reader.say(`records.computed.${tried.reason}`),
      problems: tried.problems.map(({ message, values: said }) => reader.say(message, said)),
    },
  };
}

function labelled(sheet: Sheet, { pointer, message, values }: Problem, reader: SheetReader): string {
  const box = sheetBoxes(sheet, { reader, filled: {}, prefix: "try" }).find(({ name }) => pointer === `/${name}`);
  const said = reader.say(message, { field: box?.label ?? pointer, ...values });
  return box ? `${box.label}: ${said}` : said;
}

function resultView(part: PartFacts, worked: Worked | Problem, { say }: SheetReader) {
  if (!("needed" in worked))
    return { name: part.name, said: say(worked.message, worked.values), quantity: null, price: null };
  const name = worked.wording ?? part.name;
  if (!worked.needed) return { name, said: say("products.not_needed"), quantity: null, price: null };
  return { name, said: null, quantity: worked.quantity, price: worked.price };
}
