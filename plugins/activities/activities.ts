// What people do with activities: what is due, what is about a record, logging, being done, another day.
import type { Actor, Database, Filter, Input, OwnAdoption, Rec, RecordRef, Records, Transaction } from "trellis/sdk";
import { type Activity, activityFrom, referring, titled } from "./activity.ts";
import type { NextSteps } from "./next-steps.ts";
import { plusDays } from "./zoned.ts";

const MOST = 200;
const SHOWN = 50;

const MOST_OF_A_PAGE = 1_000;
/** Days that something on the page may have begun before it. */
const LONGEST = 31;

export interface Span {
  /** RFC 3339; null for everything before `to`. */
  readonly from: string | null;
  readonly to: string;
  readonly limit: number;
  readonly latestFirst?: boolean;
}

interface Days {
  readonly first: string;
  readonly last: string;
}

interface Found {
  readonly activities: readonly Activity[];
  readonly more: boolean;
}

/** What somebody says about the step that follows. */
export interface Following {
  readonly subject: string;
  readonly type: string;
  readonly dueOn: string;
}

/** How something went. */
export interface Outcome {
  readonly result?: string | undefined;
  readonly following?: Following | undefined;
  /** What the person was looking at. */
  readonly version?: number | undefined;
}

interface Needs {
  readonly db: Database;
  readonly records: Records;
  readonly steps: NextSteps;
  readonly adoption: OwnAdoption;
}

export class Activities {
  readonly #db: Database;
  readonly #records: Records;
  readonly #steps: NextSteps;
  readonly #adoption: OwnAdoption;

  constructor({ db, records, steps, adoption }: Needs) {
    this.#db = db;
    this.#records = records;
    this.#steps = steps;
    this.#adoption = adoption;
  }

  async get(actor: Actor, id: string): Promise<Activity> {
    return activityFrom(await this.#records.get(actor, "activity", id, { include: titled }));
  }

  /** Planned ones of these people that begin or are due within these instants, from one end of them; days are at midnight UTC. */
  async due(actor: Actor, owners: readonly string[], span: Span): Promise<readonly Activity[]> {
    const { from, to, limit, latestFirst = false } = span;
    const since: readonly Filter[] = from === null ? [] : [{ field: "dueAt", op: "gte", value: from }];
    const mine: Filter = { field: "owner", op: "in", value: owners };
    const filter = all([planned, mine, ...since, { field: "dueAt", op: "lt", value: to }]);
    const sort = latestFirst ? latest : soonest;
    const { data } = await this.#records.list(actor, "activity", { filter, sort, limit, include: titled });
    return data.map(activityFrom);
  }

  /** The first planned one about a record. */
  async next(actor: Actor, about: RecordRef): Promise<Activity | undefined> {
    const filter = all([aboutFilter(about), planned]);
    const { data } = await this.#records.list(actor, "activity", { filter, sort: soonest, limit: 1, include: titled });
    return data.map(activityFrom)[0];
  }

  /** What these people have, or were asked to, between two days, except what was cancelled; `more` when that is more than `most`. */
  async between(actor: Actor, people: readonly string[], days: Days, most = MOST_OF_A_PAGE): Promise<Found> {
    const [own, asked] = await Promise.all([
      this.#within(actor, { field: "owner", op: "in", value: people }, { ...days, most }),
      this.#within(actor, { field: "colleagues", op: "hasAny", value: people }, { ...days, most }),
    ]);
    const known = new Set(own.activities.map(({ id }) => id));
    const others = asked.activities.filter(({ id }) => !known.has(id));
    return { activities: [...own.activities, ...others], more: own.more || asked.more };
  }

  async #within(actor: Actor, whose: Filter, { first, last, most }: Days & { most: number }): Promise<Found> {
    const mine: readonly Filter[] = [whose, { field: "status", op: "ne", value: "cancelled" }];
    const [begin, end] = [`${plusDays(first, -1)}T00:00:00Z`, `${plusDays(last, 2)}T00:00:00Z`];
    const from = { field: "dueAt", op: "gte", value: begin } as const;
    const within = all([...mine, from, { field: "dueAt", op: "lt", value: end }]);
    const reaching = all([
      ...mine,
      { field: "dueAt", op: "gte", value: `${plusDays(first, -LONGEST)}T00:00:00Z` },
      { field: "dueAt", op: "lt", value: begin },
      { field: "endAt", op: "gt", value: begin },
    ]);
    const [here, before] = await Promise.all([this.#pages(actor, within, most), this.#pages(actor, reaching, most)]);
    return { activities: [...before.activities, ...here.activities], more: here.more || before.more };
  }

  /** Planned ones of others that somebody was asked to, between two days; the first come first. */
  async askedTo(actor: Actor, { first, last }: Days, limit: number): Promise<readonly Activity[]> {
    const filter = all([
      planned,
      { field: "colleagues", op: "has", value: actor.id },
      { field: "owner", op: "ne", value: actor.id },
      { field: "dueAt", op: "gte", value: `${plusDays(first, -1)}T00:00:00Z` },
      { field: "dueAt", op: "lt", value: `${plusDays(last, 1)}T00:00:00Z` },
    ]);
    const { data } = await this.#records.list(actor, "activity", { filter, sort: soonest, limit, include: titled });
    return data.map(activityFrom);
  }

  /** What these people did lately, the latest first. */
  async doneBy(actor: Actor, owners: readonly string[]): Promise<readonly Activity[]> {
    const mine: Filter = { field: "owner", op: "in", value: owners };
    const filter = all([mine, { field: "status", op: "eq", value: "done" }, { field: "doneAt", op: "notEmpty" }]);
    const sort = [{ field: "doneAt", direction: "desc" }] as const;
    const { data } = await this.#records.list(actor, "activity", { filter, sort, limit: SHOWN, include: titled });
    return data.map(activityFrom);
  }

  async #pages(actor: Actor, filter: Filter, most: number): Promise<Found> {
    const activities: Activity[] = [];
    let after: string | undefined;
    do {
      const query = { filter, sort: soonest, limit: MOST, after, include: titled };
      const page = await this.#records.list(actor, "activity", query);
      activities.push(...page.data.map(activityFrom));
      after = page.next ?? undefined;
    } while (after !== undefined && activities.length < most);
    return { activities, more: after !== undefined };
  }

  /** True for a deal that waits for something to happen. */
  async isOpenDeal(actor: Actor, id: string): Promise<boolean> {
    return (await this.#records.find(actor, "deal", id, { fields: ["status"] }))?.["status"] === "open";
  }

  /** The first planned one of each of these people or companies that has one. */
  async nextOfEach(
    actor: Actor,
    kind: "contact" | "company",
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Activity>> {
    const found = new Map<string, Activity>();
    let missing = ids;
    while (missing.length > 0) {
      const filter = all([planned, { field: kind, op: "in", value: missing }]);
      const { data } = await this.#records.list(actor, "activity", {
        filter,
        sort: soonest,
        limit: MOST,
        include: titled,
      });
      for (const record of data.toReversed()) found.set(String(record[kind]), activityFrom(record));
      // One with very many may have taken the room of the others.
      missing = data.length < MOST ? [] : missing.filter((id) => !found.has(id));
    }
    return found;
  }

  /** Everything about a record, the latest first. */
  async about(actor: Actor, about: RecordRef): Promise<readonly Activity[]> {
    const query = { filter: aboutFilter(about), sort: latest, limit: SHOWN, include: titled };
    const { data } = await this.#records.list(actor, "activity", query);
    return data.map(activityFrom);
  }

  /** Writes down something new and what follows from it: both or nothing. */
  async add(actor: Actor, input: Input, following?: Following): Promise<Rec> {
    const made = await this.#db.transaction(async (trx) => {
      const next = await this.#follow(trx, actor, input, following);
      await this.#adoption.record(actor, `activities.${input["status"] === "done" ? "done" : "planned"}`, trx);
      return await this.#records.create(actor, "activity", { ...input, ...next }, { trx });
    });
    await this.#show(made);
    return made;
  }

  /** It is done: with what result, and what follows. */
  async done(actor: Actor, id: string, { result, following, version }: Outcome): Promise<Rec> {
    const before = await this.#records.get(actor, "activity", id);
    const changed = await this.#db.transaction(async (trx) => {
      const next = await this.#follow(trx, actor, before, following);
      await this.#adoption.record(actor, "activities.done", trx);
      const input = { status: "done", ...(result && { result }), ...next };
      return await this.#records.change(actor, "activity", id, input, { baseVersion: version, trx });
    });
    await this.#show(changed);
    return changed;
  }

  async change(actor: Actor, id: string, input: Input): Promise<Rec> {
    const changed = await this.#records.change(actor, "activity", id, input);
    await this.#show(changed);
    return changed;
  }

  /** The next step is about the same as what it follows. */
  async #follow(trx: Transaction, actor: Actor, after: Input, following?: Following): Promise<Input> {
    if (!following) return {};
    const about = Object.fromEntries(carried.map((path) => [path, after[path] ?? null]));
    const next = await this.#records.create(actor, "activity", { ...about, ...following }, { trx });
    return { nextStep: next.id };
  }

  /** At once, for whoever looks at the deal next. The events see to all other ways, and to what does not work out here. */
  async #show({ deal }: Rec): Promise<void> {
    if (typeof deal === "string") await this.#steps.settle(deal).catch(() => undefined);
  }
}

const carried = ["contact", "company", "deal", "recordKind", "recordId"];

const soonest = [{ field: "dueAt", direction: "asc" }] as const;
const latest = [{ field: "dueAt", direction: "desc" }] as const;

const planned: Filter = { field: "status", op: "eq", value: "planned" };
const all = (and: readonly Filter[]): Filter => ({ and });

/** The activities about a record. */
function aboutFilter({ kind, id }: RecordRef): Filter {
  const field = referring[kind];
  if (field !== undefined) return { field, op: "eq", value: id };
  return all([
    { field: "recordKind", op: "eq", value: kind },
    { field: "recordId", op: "eq", value: id },
  ]);
}

/** What a new activity says about the record it was begun on. */
export function aboutInput({ kind, id }: RecordRef): Input {
  const field = referring[kind];
  return field === undefined ? { recordKind: kind, recordId: id } : { [field]: id };
}
