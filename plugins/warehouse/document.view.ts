// A document of the warehouse as its page shows it: what it is about, and what can be done with it now.
import { type Actor, may, type Problem, type Queryable, type Rec, type Records, relatedIn } from "trellis/sdk";
import { blindIn } from "./blind.ts";

const MOST = 200;

export interface Typed {
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

interface Asking {
  readonly db: Queryable;
  readonly records: Records;
  readonly suggestions: readonly string[];
  /** True when anything is tracked by lots. */
  readonly hasLots: boolean;
  readonly typed?: Typed | undefined;
  say(problem: Problem): string;
}

/** What can be done in each state, the usual first. */
const steps: Readonly<Record<string, readonly string[]>> = {
  draft: ["confirmation", "cancellation"],
  confirmed: ["completion", "cancellation"],
  counting: ["completion", "cancellation"],
  sent: ["completion"],
  done: ["reversal"],
};

/** The lines of a document, a box to add to them, and its steps. */
export async function documentView(
  actor: Actor,
  id: string,
  { db, records, suggestions, hasLots, typed, say }: Asking,
) {
  const document = await records.get(actor, "stock_document", id);
  const filter = { field: "document", op: "eq", value: id } as const;
  const { data, next } = await records.list(actor, "stock_line", {
    filter,
    sort: inOrder,
    limit: MOST,
    include: ["product", "kit"],
  });
  const [state, type] = [String(document["state"]), String(document["type"])];
  const { hidden, ...blind } = await blindIn(db, actor, document);
  return {
    id,
    version: document.version,
    lines: data.map((line) => lineView(line, hidden, typed, say)),
    more: next === null ? null : `/stock-lines?${new URLSearchParams({ "filter[document]": id })}`,
    steps: may(actor, "warehouse.post") ? stepsIn(state, type, hasLots) : [],
    ...mayNow(actor, state),
    hasCosts: type === "receipt" || type === "return" || type === "revaluation",
    isWorth: type === "revaluation",
    mayLose: state === "sent" && may(actor, "warehouse.post"),
    reason: typed?.values["reason"] ?? "",
    ...blind,
    hasLots,
    hasExpiry: hasLots && comes.has(type),
    suggestions,
    added: addedAs(typed),
    problems: (typed?.problems ?? []).filter(({ pointer }) => !pointer.startsWith("/lines/")).map(say),
  };
}

/** Lines are written while it is a draft; during a count what is found is typed. */
function mayNow(actor: Actor, state: string) {
  const isDraft = state === "draft";
  return {
    mayAdd: isDraft && may(actor, "stock-lines.create"),
    mayChange: (isDraft || state === "counting") && may(actor, "stock-lines.change"),
    mayRemove: isDraft && may(actor, "stock-lines.delete"),
  };
}

/** What was typed into the box for a new line. */
function addedAs(typed: Typed | undefined) {
  const { what = "", quantity = "", cost = "", lot = "", expires = "" } = typed?.values ?? {};
  return { what, quantity, cost, lot, expires };
}

const inOrder = [{ field: "createdAt", direction: "asc" }] as const;

/** Of what comes it is said until when it is good. */
const comes = new Set(["receipt", "return", "count"]);
/** Of what leaves, which lots should. */
const leaves = new Set(["shipment", "transfer"]);

function stepsIn(state: string, type: string, hasLots: boolean) {
  // A worth is not taken back: another one is said.
  if (state === "done" && type === "revaluation") return [];
  const proposal = hasLots && state === "draft" && leaves.has(type) ? ["lots"] : [];
  return [...(steps[state] ?? []), ...proposal].map((step, at) => ({
    step,
    word: wordOf(step, state, type),
    primary: at === 0 && state !== "done",
  }));
}

/** What is usually done with a document in this state, and what that is called. */
export function nextStep(state: string, type: string) {
  const step = steps[state]?.[0];
  return step === undefined ? null : { step, word: wordOf(step, state, type) };
}

/** Sending and arriving are the two halves of a transfer; a count begins and is booked. */
function wordOf(step: string, state: string, type: string): string {
  const particular: Readonly<Record<string, string>> = {
    "confirmation count": "begin_count",
    "completion count": "book_count",
    "completion transfer": state === "sent" ? "arrive" : "send",
    "completion receipt": "receive",
    "completion shipment": "ship",
    "completion revaluation": "revalue",
  };
  return `warehouse.step.${particular[`${step} ${type}`] ?? step}`;
}

function lineView(line: Rec, hidden: ReadonlyMap<string, string>, typed: Typed | undefined, say: Asking["say"]) {
  const problems = (typed?.problems ?? []).filter(({ pointer }) => pointer.startsWith(`/lines/${line.id}`));
  return {
    id: line.id,
    lost: typed?.values[`lost.${line.id}`] ?? "",
    name: relatedIn(line, "product")?.title ?? line["name"],
    quantity: line["quantity"],
    cost: line["cost"] ?? null,
    // A field that is closed to this person is not there at all.
    expected: "expected" in line ? (line["expected"] ?? hidden.get(line.id) ?? null) : null,
    lot: line["lot"] ?? null,
    expires: line["expires"] ?? null,
    kit: relatedIn(line, "kit")?.title ?? null,
    problems: problems.map(say),
  };
}
