// A calculator: what it asks for, and the formulas of the lines that come of it. Read from the database, whoever acts.
import {
  type Actor,
  type Answers,
  type Expression,
  Invalid,
  type Problem,
  type Queryable,
  readSheet,
  type Sheet,
  work,
} from "trellis/sdk";
import { problem } from "./problem.ts";

export interface PartFacts {
  readonly id: string;
  readonly name: string;
  readonly product: string | null;
  readonly unit: string | null;
  readonly quantity: string;
  readonly price: string | null;
  readonly condition: string | null;
  readonly wording: string | null;
}

export interface CalculatorFacts {
  readonly id: string;
  readonly name: string;
  readonly inUse: boolean;
  readonly inputs: unknown;
  /** In which its prices are; null: the company's. */
  readonly currency: string | null;
}

const partColumns = `p.id, p.name, p.product_id as product, p.unit_id as unit, p.quantity, p.price, p.condition, p.wording`;
const columns = `c.id, c.name, coalesce(c.in_use, true) as "inUse", c.inputs, c.currency`;

export async function calculatorOf(db: Queryable, id: unknown): Promise<CalculatorFacts | undefined> {
  const text = `select ${columns} from plugin_products.calculators c where c.id = $1 and c.deleted_at is null`;
  const [row] = await db.query<CalculatorFacts & object>({ text, values: [id] });
  return row;
}

/** The parts of a calculator in their order. */
export async function partsOf(db: Queryable, calculator: string): Promise<readonly PartFacts[]> {
  const text = `select ${partColumns} from plugin_products.calculator_parts p
    where p.calculator_id = $1 and p.deleted_at is null order by p.position nulls last, p.created_at, p.id`;
  return await db.query<PartFacts & object>({ text, values: [calculator] });
}

/** A part with the calculator that it belongs to. */
export async function partOf(
  db: Queryable,
  id: unknown,
): Promise<{ readonly part: PartFacts; readonly calculator: CalculatorFacts } | undefined> {
  const text = `select ${partColumns}, p.calculator_id as calculator from plugin_products.calculator_parts p where p.id = $1`;
  const [row] = await db.query<PartFacts & { calculator: string }>({ text, values: [id] });
  const calculator = row && (await calculatorOf(db, row.calculator));
  return row && calculator && { part: row, calculator };
}

/** The type each formula has to have. */
export const formulas = { quantity: "number", price: "number", condition: "yes/no", wording: "text" } as const;
type Formula = keyof typeof formulas;

/** One formula, or what is wrong with it. */
export function readFormula(
  sheet: Sheet,
  name: Formula,
  source: unknown,
): { readonly expression: Expression } | { readonly problems: readonly Problem[] } {
  const read = sheet.read(name, source);
  if (!("expression" in read) || read.expression.type === formulas[name]) return read;
  const values = { type: read.expression.type, wanted: formulas[name] };
  return { problems: [problem(name, "formula_of_other_type", values)] };
}

/** The condition first: what is not needed is not worked out. */
const inOrder = ["condition", "quantity", "price", "wording"] as const;

/** What a part comes to: exact decimal texts, null where a formula is not there. */
export interface Worked {
  readonly needed: boolean;
  readonly quantity: string;
  readonly price: string | null;
  readonly wording: string | null;
}

/** Works a part out for answers that fit; a problem at `part` where nothing comes of it. */
export function workPart(
  part: PartFacts,
  { sheet, values, actor }: { readonly sheet: Sheet; readonly values: Answers["values"]; readonly actor: Actor },
): Worked | Problem {
  const said: Record<string, unknown> = {};
  for (const name of inOrder) {
    if (part[name] === null) continue;
    const read = readFormula(sheet, name, part[name]);
    const done =
      "expression" in read ? work(read.expression, values, { actor, zone: "UTC" }) : { reason: "formula_broken" };
    if ("reason" in done || done.value === null) return problem("part", "not_calculable", { part: part.name });
    said[name] = done.value;
    // What is not needed is not worked out any further: its formulas may divide by what is not there.
    if (said["condition"] === false) break;
  }
  const { quantity = "0", price = null, condition = true, wording = null } = said;
  return { needed: condition === true, quantity, price, wording } as Worked;
}

/** The sheet of a calculator; undefined where it has become one that cannot be read. */
export function sheetOf({ inputs }: Pick<CalculatorFacts, "inputs">): Sheet | undefined {
  try {
    return readSheet(inputs);
  } catch (error) {
    if (error instanceof Invalid) return undefined;
    throw error;
  }
}

/** What stands in the boxes before anybody types. */
export const defaultsOf = ({ fields }: Sheet): Readonly<Record<string, unknown>> =>
  Object.fromEntries(fields.map(({ path, schema }) => [path, schema.default ?? null]));
