// A line that a calculator makes: what was answered stands on it, and decides how many at which price.
import type { Actor, Draft, HookContext, Problem, Reading } from "trellis/sdk";
import { partOf, type PartFacts, sheetOf, workPart, type Worked } from "./calculator.ts";
import type { UnitFacts } from "./catalogue.ts";
import type { DealFacts } from "./deal-facts.ts";
import { exact, money, type Money } from "./exact.ts";
import { problem } from "./problem.ts";

export interface Calculated extends Worked {
  readonly part: PartFacts;
  /** In which its price is. */
  readonly currency: string;
}

/** What is answered is read as programs write it: the same in every language. */
export const plainly: Reading = { language: "en", timeZone: "UTC", currency: "", country: "" };

/** What the line's part comes to; undefined for a line without one, or what does not fit where the answers are new. */
export async function calculatedFor(
  draft: Draft,
  { db, actor }: HookContext,
  { home }: Pick<DealFacts, "home">,
): Promise<Calculated | readonly Problem[] | undefined> {
  if (draft.get("part") === null) return draft.touches("inputs") ? withoutPart(draft) : undefined;
  const found = await partOf(db, draft.get("part"));
  if (!found) return undefined;
  if (isNew(draft) && !found.calculator.inUse) return [problem("part", "calculator_not_used")];
  const currency = found.calculator.currency ?? home;
  const worked = answered(draft, found, { actor, currency });
  // What a calculator has become since says nothing against a line that stands.
  if (Array.isArray(worked)) return isAnswered(draft) ? worked : undefined;
  return { ...(worked as Worked), part: found.part, currency };
}

type Found = NonNullable<Awaited<ReturnType<typeof partOf>>>;

/** What the part comes to for what stands on the line, or everything that does not fit. */
function answered(
  draft: Draft,
  { part, calculator }: Found,
  { actor, currency }: { readonly actor: Actor; readonly currency: string },
): Worked | readonly Problem[] {
  const sheet = sheetOf(calculator);
  if (!sheet) return [problem("part", "calculator_broken")];
  const { values, problems } = sheet.take(draft.get("inputs") ?? {}, { ...plainly, currency });
  if (problems.length > 0) return problems.map((one) => ({ ...one, pointer: `/inputs${one.pointer}` }));
  if (isAnswered(draft)) draft.set("inputs", values);
  const worked = workPart(part, { sheet, actor, values });
  if (!("needed" in worked)) return [worked];
  return worked.needed ? worked : [problem("inputs", "part_not_needed", { part: part.name })];
}

const isNew = (draft: Draft): boolean => draft.before === undefined || draft.touches("part");
const isAnswered = (draft: Draft): boolean => isNew(draft) || draft.touches("inputs");

const withoutPart = (draft: Draft): readonly Problem[] =>
  draft.get("inputs") === null ? [] : [problem("inputs", "inputs_of_nothing")];

/** The product and the text of the part, before the line takes over those of the product. */
export function followPart(draft: Draft, { part, wording }: Calculated): void {
  if (!isAnswered(draft)) return;
  if (isNew(draft)) beginWith(draft, part);
  const isFree = draft.before === undefined ? draft.get("name") === null : !draft.touches("name");
  if (isFree && (isNew(draft) || wording !== null)) draft.set("name", (wording ?? part.name).slice(0, 200));
}

function beginWith(draft: Draft, { product, unit }: PartFacts): void {
  draft.set("product", product);
  if (unit !== null) draft.set("unit", unit);
  if (draft.get("calculation") === null) draft.set("calculation", draft.id);
}

/** How many, as finely as the unit goes, and the price of one; a quantity or price that is said along with it holds. */
export function followAnswers(draft: Draft, calculated: Calculated, unit: UnitFacts | undefined): void {
  if (!isAnswered(draft)) return;
  const many = exact(calculated.quantity).round(unit?.decimals ?? 6, 1);
  if (draft.before === undefined || !draft.touches("quantity")) draft.set("quantity", many.toFixed());
  const price = calculatedPrice(calculated);
  const isSaid = draft.touches("price") && draft.get("price") !== null;
  if (price && !isSaid) draft.set("price", price);
}

/** The price that the part says, which is the list's for its line; undefined where the lists of the product say it. */
export const calculatedPrice = ({ price, currency }: Calculated): Money | undefined =>
  price === null ? undefined : money(exact(price), currency);
