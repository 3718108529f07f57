// A deal's next step is its first planned activity. Both are kept the same: what is planned shows on the deal, the board and
// its lists, and what somebody types there becomes an activity.
import { type Database, type Input, type Rec, type Records, systemActor, type Transaction } from "trellis/sdk";
import { instantOf, timeOf } from "./zoned.ts";

/** Writes as itself, so that it knows its own changes again. */
const keeper = systemActor("activities");
export const keeperId = keeper.id;

export interface Step {
  readonly step: string;
  readonly on: string | null;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  /** What a step without words is called. */
  unnamed(): string;
}

const PAGE = 200;

export class NextSteps {
  /** Who it writes as. */
  readonly as = keeper;
  readonly #db: Database;
  readonly #records: Records;
  readonly #unnamed: () => string;

  constructor({ db, records, unnamed }: Needs) {
    this.#db = db;
    this.#records = records;
    this.#unnamed = unnamed;
  }

  /**
   * Makes an activity of what somebody typed as a deal's next step since it was last written, then writes the first planned one
   * onto the deal; when there is none, takes away what was written before.
   */
  async settle(dealId: string): Promise<void> {
    const deal = await this.#records.find(keeper, "deal", dealId);
    if (deal?.["status"] !== "open") return;
    const [first, written, typed] = [await this.#first(dealId), await this.#written(dealId), typedOn(deal)];
    const isKnown = !typed || same(typed, written) || same(typed, first && stepOf(first));
    if (!isKnown) await this.#take(deal, typed, { first, written });
    await this.#show(deal, isKnown ? first : await this.#first(dealId), written);
  }

  /** Once: makes activities of the steps that deals had before the module was there. */
  async adoptAll(signal: AbortSignal): Promise<number> {
    const [mark] = await this.#db.query({ text: "select from plugin_activities.marks where name = 'steps'" });
    if (mark) return 0;
    const count = await this.#adoptOld(signal);
    if (!signal.aborted)
      await this.#db.query({
        text: "insert into plugin_activities.marks (name) values ('steps') on conflict do nothing",
      });
    return count;
  }

  async #adoptOld(signal: AbortSignal): Promise<number> {
    const filter = {
      and: [
        { field: "status", op: "eq", value: "open" },
        {
          or: [
            { field: "nextStep", op: "notEmpty" },
            { field: "nextStepOn", op: "notEmpty" },
          ],
        },
      ],
    } as const;
    let [count, after] = [0, undefined as string | undefined];
    do {
      const page = await this.#records.list(keeper, "deal", { filter, limit: PAGE, after, fields: [], sort: byId });
      for (const { id } of page.data) if (!signal.aborted) await this.settle(id);
      count += page.data.length;
      after = page.next ?? undefined;
    } while (after !== undefined && !signal.aborted);
    return count;
  }

  async #first(deal: string): Promise<Rec | undefined> {
    const filter = {
      and: [
        { field: "deal", op: "eq", value: deal },
        { field: "status", op: "eq", value: "planned" },
      ],
    } as const;
    const { data } = await this.#records.list(keeper, "activity", { filter, sort: soonest, limit: 1 });
    return data[0];
  }

  async #written(deal: string): Promise<Step | undefined> {
    const text = `select step, step_on::text as "on" from plugin_activities.next_steps where deal = $1`;
    const [row] = await this.#db.query<Step & object>({ text, values: [deal] });
    return row;
  }

  async #show(deal: Rec, first: Rec | undefined, written: Step | undefined): Promise<void> {
    if (first) await this.#write(deal, stepOf(first));
    else if (written && same(written, typedOn(deal))) await this.#clear(deal);
  }

  async #write(deal: Rec, { step, on }: Step): Promise<void> {
    if (!same({ step, on }, typedOn(deal)))
      await this.#records.change(
        keeper,
        "deal",
        deal.id,
        { nextStep: step, nextStepOn: on },
        { baseVersion: deal.version },
      );
    const text = `insert into plugin_activities.next_steps (deal, step, step_on) values ($1, $2, $3)
      on conflict (deal) do update set step = excluded.step, step_on = excluded.step_on`;
    await this.#db.query({ text, values: [deal.id, step, on] });
  }

  async #clear({ id, version }: Rec): Promise<void> {
    const nothing = { nextStep: null, nextStepOn: null };
    await this.#records.change(keeper, "deal", id, nothing, { baseVersion: version });
    await this.#db.query({ text: "delete from plugin_activities.next_steps where deal = $1", values: [id] });
  }

  /** Of two who notice what was typed at the same moment, one makes the activity. */
  async #take(deal: Rec, typed: Step, { first, written }: Found): Promise<void> {
    await this.#db.transaction(async (trx) => {
      const values = [deal.id, typed.step, typed.on, ...(written ? [written.step, written.on] : [])];
      const [taken] = await trx.query({ text: written ? takeAgain : takeFirst, values });
      if (taken && first && written) await this.#rename(trx, first, typed);
      else if (taken) await this.#plan(trx, deal, typed);
    });
  }

  async #plan(trx: Transaction, deal: Rec, { step, on }: Step): Promise<void> {
    const subject = (step || this.#unnamed()).slice(0, 200);
    const task = { subject, dueOn: on, deal: deal.id, owner: deal["owner"] ?? null };
    await this.#records.create(keeper, "activity", task, { trx });
  }

  /** Its words and its day; the time of day stays. */
  async #rename(trx: Transaction, first: Rec, { step, on }: Step): Promise<void> {
    const input = { ...(step === "" ? {} : { subject: step.slice(0, 200) }), ...dayOn(first, on) };
    await this.#records.change(keeper, "activity", first.id, input, { trx, baseVersion: first.version, strict: true });
  }
}

interface Found {
  readonly first: Rec | undefined;
  readonly written: Step | undefined;
}

const takeFirst = `insert into plugin_activities.next_steps (deal, step, step_on) values ($1, $2, $3)
  on conflict do nothing returning deal`;
const takeAgain = `update plugin_activities.next_steps set step = $2, step_on = $3
  where deal = $1 and step = $4 and step_on is not distinct from $5 returning deal`;

/** What moves an activity to another day, at the same time of its clock; something with a time of day is not moved to no day. */
function dayOn({ dueOn, startAt, zone }: Rec, on: string | null): Input {
  if (typeof startAt !== "string") return { dueOn: on };
  if (on === null || on === dueOn) return {};
  const there = typeof zone === "string" ? zone : "UTC";
  return { startAt: instantOf(on, timeOf(startAt, there), there) };
}

const byId = [{ field: "id", direction: "asc" }] as const;
const soonest = [
  { field: "dueAt", direction: "asc" },
  { field: "id", direction: "asc" },
] as const;

function stepOf(activity: Rec): Step {
  const on = activity["dueOn"];
  return { step: String(activity["subject"]), on: typeof on === "string" ? on : null };
}

/** What stands on the deal; undefined when nothing does. */
function typedOn(deal: Rec): Step | undefined {
  const [step, on] = [deal["nextStep"] ?? "", deal["nextStepOn"] ?? null];
  return step === "" && on === null ? undefined : { step: String(step), on: on as string | null };
}

const same = (one: Step, other: Step | undefined): boolean => one.step === other?.step && one.on === other.on;
