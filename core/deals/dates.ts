// When a deal began, when it came to its stage, when it closed: days of the company's zone, instants for the history.
import type { Problem } from "../kernel/errors.ts";
import { instantIn } from "../records/fields/types/moment.ts";
import type { Draft } from "../records/record.ts";
import { problemAt } from "../records/store/validate.ts";
import type { DealSetup, Stage } from "./setup.ts";

export function settleDates(draft: Draft, stage: Stage, setup: DealSetup): readonly Problem[] {
  const entering = draft.before?.["stage"] !== stage.id;
  const stray = stage.type === "open" ? openDates(draft) : closedDates(draft, setup);
  if (entering && draft.before) forget(draft, stage.type === "open" ? ["lostReason", "lostNote"] : ["reopenReason"]);
  const problems = [...stray, ...orderProblems(draft, setup.today)];
  if (problems.length === 0 && (entering || draft.touches("closedOn")))
    draft.set("stageSince", enteredAt(draft, stage, setup));
  return problems;
}

function openDates(draft: Draft): readonly Problem[] {
  const kept = draft.before?.["closedOn"] ?? null;
  const stray = draft.touches("closedOn") && draft.get("closedOn") !== null && draft.get("closedOn") !== kept;
  draft.set("closedOn", null);
  return stray ? [problemAt("closedOn", "deals.open_is_not_closed")] : [];
}

function closedDates(draft: Draft, { today }: DealSetup): readonly Problem[] {
  if (typeof draft.get("closedOn") !== "string") draft.set("closedOn", draft.before?.["closedOn"] ?? today);
  return String(draft.get("closedOn")) > today ? [problemAt("closedOn", "deals.closed_in_future")] : [];
}

function orderProblems(draft: Draft, today: string): readonly Problem[] {
  const opened = draft.get("openedOn");
  const closed = draft.get("closedOn");
  if (typeof opened !== "string") return [problemAt("openedOn", "required")];
  if (opened > today) return [problemAt("openedOn", "deals.opened_in_future")];
  const wrong = typeof closed === "string" && closed < opened;
  return wrong ? [problemAt("closedOn", "deals.closed_before_opened", { opened })] : [];
}

// What the last closing or reopening was about stays in the history only, so that the next one has to be explained anew.
function forget(draft: Draft, paths: readonly string[]): void {
  for (const path of paths) draft.set(path, null);
}

// A stay begins when it is recorded, or on the day a closed deal is said to have closed; never before the stay it follows.
function enteredAt(draft: Draft, stage: Stage, setup: DealSetup): string {
  const entering = draft.before?.["stage"] !== stage.id;
  const at = stage.type === "open" ? firstEntry(draft, stage, setup) : instantOf(draft.get("closedOn"), setup);
  const since = draft.before && entering ? String(draft.before["stageSince"]) : at;
  return new Date(since) > new Date(at) ? since : at;
}

// A deal entered today that began last month and stands in the first stage has stood there since.
function firstEntry(draft: Draft, stage: Stage, setup: DealSetup): string {
  const first = setup.pipelines
    .find((one) => one.id === stage.pipeline)
    ?.stages.find((one) => one.type === "open" && !one.archived);
  return !draft.before && first?.id === stage.id ? instantOf(draft.get("openedOn"), setup) : setup.now;
}

/** The instant a day stands for: its beginning in the company's zone, or now for today. */
export const instantOf = (day: unknown, { today, now, timeZone }: DealSetup): string =>
  typeof day === "string" && day < today ? instantIn(`${day}T00:00:00`, timeZone) : now;
