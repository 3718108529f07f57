// What makes an activity an activity, on every way in: whose it is, when it is, and that its words agree.
import type { Draft, HookContext, Problem, Rec, Records } from "trellis/sdk";
import { problem } from "./problem.ts";
import { dayOf } from "./zoned.ts";

const MINUTE = 60_000;
/** Minutes that something with a beginning takes if nobody says. */
const usual: Readonly<Record<string, number>> = { call: 15, meeting: 60, visit: 60, task: 30, letter: 30 };

/** Fills in what follows from the rest, and answers what does not fit together. */
export async function settle(draft: Draft, context: HookContext, records: Records): Promise<readonly Problem[]> {
  if (!draft.before) await fillNew(draft, context, records);
  settleTimes(draft, zoneFor(draft, context.actor));
  settleState(draft);
  return [...timeProblems(draft), ...(await aboutProblems(draft, context, records))];
}

async function fillNew(draft: Draft, context: HookContext, records: Records): Promise<void> {
  const { actor } = context;
  if (draft.get("owner") === null && actor.kind === "person") draft.set("owner", actor.id);
  const party = await partyOf(draft, context, records);
  for (const path of ["contact", "company"])
    if (draft.get(path) === null && party[path] !== undefined) draft.set(path, party[path]);
}

/** A deal's and a contact's company are the activity's too: then it stands in all of their timelines. */
async function partyOf(draft: Draft, { actor, db }: HookContext, records: Records): Promise<Partial<Rec>> {
  for (const kind of ["deal", "contact"] as const) {
    const id = draft.get(kind);
    if (typeof id !== "string") continue;
    const found = await records.find(actor, kind, id, { on: db });
    if (found) return { company: found["company"] ?? null, contact: kind === "deal" ? found["contact"] : null };
  }
  return {};
}

/** Where it is planned: where its planner is. What moves it by itself leaves it where it was. */
function zoneFor({ before }: Draft, actor: HookContext["actor"]): string {
  const known = before?.["zone"];
  return actor.kind === "system" && typeof known === "string" ? known : actor.timeZone;
}

function settleTimes(draft: Draft, zone: string): void {
  const start = timeIn(draft, "startAt");
  settleEnd(draft, start);
  if (draft.touches("startAt")) draft.set("zone", start === null ? null : zone);
  if (start !== null) draft.set("dueOn", dayOf(new Date(start), String(draft.get("zone") ?? zone)));
  draft.set("dueAt", dueAt(start, draft.get("dueOn")));
}

function dueAt(start: number | null, day: unknown): string | null {
  if (start !== null) return new Date(start).toISOString();
  return typeof day === "string" ? `${day}T00:00:00.000Z` : null;
}

function settleEnd(draft: Draft, start: number | null): void {
  if (start === null) return draft.set("endAt", null);
  const isMoved = draft.touches("startAt") && !draft.touches("endAt");
  if (!isMoved && timeIn(draft, "endAt") !== null) return;
  const minutes = lengthBefore(draft) ?? usual[String(draft.get("type"))] ?? 30;
  draft.set("endAt", new Date(start + minutes * MINUTE).toISOString());
}

/** Something that is moved takes as long as before. */
function lengthBefore({ before }: Draft): number | undefined {
  const [start, end] = [before?.["startAt"], before?.["endAt"]];
  if (typeof start !== "string" || typeof end !== "string") return undefined;
  return (Date.parse(end) - Date.parse(start)) / MINUTE;
}

function settleState(draft: Draft): void {
  const status = draft.get("status");
  if (status !== "done") draft.set("doneAt", null);
  else if (draft.get("doneAt") === null) draft.set("doneAt", new Date().toISOString());
  // What is taken up again has not had its result yet.
  const isAgain = status === "planned" && draft.touches("status") && !draft.touches("result");
  if (isAgain) draft.set("result", null);
}

const timeIn = (draft: Draft, path: string): number | null => {
  const value = draft.get(path);
  return typeof value === "string" ? Date.parse(value) : null;
};

function timeProblems(draft: Draft): Problem[] {
  const [start, end] = [timeIn(draft, "startAt"), timeIn(draft, "endAt")];
  if (start === null || end === null || end >= start) return [];
  return [problem("endAt", "ends_before")];
}

/** An activity about something one may not see would say that it exists. */
async function aboutProblems(draft: Draft, { actor, db, kinds }: HookContext, records: Records): Promise<Problem[]> {
  if (!draft.touches("recordId") && !draft.touches("recordKind")) return [];
  const [kind, id] = [draft.get("recordKind"), draft.get("recordId")];
  if (kind === null && id === null) return [];
  const known = kinds.find(String(kind));
  const record = known && (await records.find(actor, known.name, String(id), { on: db }));
  return record ? [] : [problem("recordId", "no_record")];
}
