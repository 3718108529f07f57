// What holds for documents and their lines on every way in: states change by their verbs, and what is binding stays as it is.
import { type Draft, type HookContext, keyOf, type Problem, problemAt, type Queryable } from "trellis/sdk";
import { productOf, quantityProblems, unitOfProduct } from "../products/api.ts";
import { binding } from "./binding.ts";
import { problem } from "./problem.ts";
import { worthProblems } from "./revaluing.ts";
import { lotProblems } from "./line-lots.ts";
import { trackingOf } from "./tracking.ts";
import { finding, working } from "./working.ts";

type Say = (language: string, key: string) => string;

export async function checkDocument(draft: Draft, { actor, db }: HookContext, say: Say): Promise<Problem[]> {
  if (working.has(keyOf(db))) return [];
  const type = String(draft.get("type"));
  if (draft.get("name") === null) draft.set("name", say(actor.language, `stock-documents.type.${type}`));
  if (type !== "count" && draft.get("blind") === true) draft.set("blind", false);
  return [...(draft.before ? bindingProblems(draft) : newProblems(draft)), ...placeProblems(draft)];
}

const isNoVerb = problem("state", "state_by_verb");

const newProblems = (draft: Draft): Problem[] => (draft.get("state") === "draft" ? [] : [isNoVerb]);

function bindingProblems(draft: Draft): Problem[] {
  const isBinding = draft.before?.["state"] !== "draft" && binding.some((path) => draft.touches(path));
  const isWritten = draft.touches("state") || draft.touches("doneAt");
  return [...(isBinding ? [problem("state", "is_binding")] : []), ...(isWritten ? [isNoVerb] : [])];
}

function placeProblems(draft: Draft): Problem[] {
  const isTransfer = draft.get("type") === "transfer";
  const to = draft.get("toLocation");
  if (!isTransfer) {
    if (to !== null) draft.set("toLocation", null);
    return [];
  }
  if (to === null) return [problemAt("toLocation", "required", { field: "toLocation" })];
  return to === draft.get("location") ? [problem("toLocation", "same_place")] : [];
}

export async function checkLine(draft: Draft, { db }: HookContext): Promise<Problem[]> {
  const about = await aboutLine(db, draft);
  // Without them the engine says what is missing.
  if (!about) return [];
  draft.set("name", about.name);
  if (working.has(keyOf(db))) return [];
  return [
    ...placeOfLine(draft, about, finding.has(keyOf(db))),
    ...(about.sort === "service" ? [problem("product", "not_goods")] : []),
    ...(about.sort === "kit" ? kitProblems(draft, about) : []),
    ...(about.type === "revaluation" ? worthProblems(draft) : []),
    ...amountProblems(draft, about),
    ...lotProblems(draft, about),
    ...quantityProblems("quantity", draft.get("quantity"), await unitOfProduct(db, draft.get("product"))),
  ];
}

/** What has happened is not thrown away, and neither is what is going to. */
export async function keepDocument({ before }: Draft): Promise<Problem[]> {
  return ["draft", "cancelled"].includes(String(before?.["state"])) ? [] : [problem("state", "is_kept")];
}

/** A line goes while its document is a draft. */
export async function keepLine({ before }: Draft, { db }: HookContext): Promise<Problem[]> {
  if (finding.has(keyOf(db))) return [];
  const text = `select from plugin_warehouse.stock_documents where id = $1 and state not in ('draft', 'cancelled') for share`;
  const bound = await db.query({ text, values: [before?.["document"]] });
  return bound.length > 0 ? [problem("document", "is_binding")] : [];
}

interface AboutLine {
  readonly type: string;
  readonly state: string;
  readonly name: string;
  readonly sort: string;
  readonly tracking: string;
}

/** Waits for whoever is carrying the document out. */
async function aboutLine(db: Queryable, draft: Draft): Promise<AboutLine | undefined> {
  const text = "select type, state from plugin_warehouse.stock_documents where id = $1 for share";
  const [document] = await db.query<{ type: string; state: string }>({ text, values: [draft.get("document")] });
  const product = await productOf(db, draft.get("product"));
  const tracking = await trackingOf(db, draft.get("product"));
  return document && product && { ...document, name: product.name, sort: product.type, tracking };
}

/** A line is written while its document is a draft; during a count only what is found is, and a line of its own by scanning alone. */
function placeOfLine(draft: Draft, { type, state }: AboutLine, isFinding: boolean): Problem[] {
  const isMoved = draft.before !== undefined && draft.touches("document");
  const isKnown = draft.before === undefined ? isFinding : !draft.touches("product");
  const isFound = type === "count" && state === "counting" && isKnown;
  return !isMoved && (state === "draft" || isFound) ? [] : [problem("document", "is_binding")];
}

/** Kits are put together of goods that have been there and were counted. */
function kitProblems(draft: Draft, { type }: AboutLine): Problem[] {
  if (type === "count") return [problem("product", "kit_not_counted")];
  return draft.get("cost") === null ? [] : [problem("cost", "kit_has_no_cost")];
}

/** Nothing may be found; nothing cannot move. */
function amountProblems(draft: Draft, { type }: AboutLine): Problem[] {
  const quantity = Number(draft.get("quantity"));
  return quantity > 0 || (quantity === 0 && type === "count") ? [] : [problem("quantity", "not_positive")];
}
