import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../core/kernel/actor.ts";
import { openSelling, type Selling, withRights } from "../../support/selling.ts";

let selling: Selling;
let ana: Actor;

beforeAll(async () => {
  selling = await openSelling();
  ana = withRights(await selling.person("Ana"), { "stages.force": "all" });
});
afterAll(() => selling.test.drop());

interface Stay {
  readonly stage: string;
  readonly entered: string;
  readonly gone: string | null;
  readonly forced: boolean;
  readonly assumed: boolean;
}

const staysOf = async (deal: string): Promise<Stay[]> => {
  const text = `select s.name as stage, entered_at as entered, left_at as gone, forced, assumed
    from deal_stage_history h join stages s on s.id = h.stage_id where deal_id = $1 order by h.id`;
  return await selling.test.db.query<Stay & object>({ text, values: [deal] });
};

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const stage = (name: string): string => String(selling.stages[name]?.id);

describe("the way of a deal", () => {
  test("begins with a stay in its first stage", async () => {
    const { id } = await selling.create(ana);
    expect(await staysOf(id)).toMatchObject([{ stage: "new", gone: null, assumed: false }]);
  });

  test("counts the time before it was entered here for the first open stage, and marks it", async () => {
    const { id } = await selling.create(ana, { stage: stage("offer"), openedOn: dayBefore(30) });
    const [first, second] = await staysOf(id);
    expect(first).toMatchObject({ stage: "new", assumed: true });
    expect(second).toMatchObject({ stage: "offer", entered: first?.gone, gone: null, assumed: false });
  });

  test("of a deal imported as won runs from its first to its last day", async () => {
    const importer = { ...ana, source: "import" as const };
    const { id } = await selling.create(importer, {
      stage: stage("won"),
      openedOn: dayBefore(80),
      closedOn: dayBefore(23),
    });
    const [first, second] = await staysOf(id);
    const days = (Date.parse(String(first?.gone)) - Date.parse(String(first?.entered))) / 86_400_000;
    expect(Math.round(days)).toBe(57);
    expect(second).toMatchObject({ stage: "won", entered: first?.gone, gone: null });
  });

  test("moves its ends when a day is corrected", async () => {
    const { id } = await selling.create(ana, { openedOn: dayBefore(10) });
    await selling.deals.close(ana, id, { outcome: "won", closedOn: dayBefore(2) });
    await selling.records.change(ana, "deal", id, { openedOn: dayBefore(20), closedOn: dayBefore(5) });
    const [first, second] = await staysOf(id);
    expect(String(first?.entered).slice(0, 10) <= dayBefore(20)).toBe(true);
    expect(second?.entered).toBe(first?.gone);
    expect(Date.parse(String(second?.entered)) < Date.parse(dayBefore(4))).toBe(true);
  });

  test("of an import past the rules is marked as forced", async () => {
    const importer = { ...ana, source: "import" as const };
    const { id } = await selling.create(importer, {
      stage: stage("lost"),
      openedOn: dayBefore(9),
      closedOn: dayBefore(3),
    });
    expect((await staysOf(id)).at(-1)).toMatchObject({ stage: "lost", forced: true });
  });
});

type Act = "new" | "qualified" | "offer" | "won" | "lost" | "reopen" | "earlier" | "trash";
const acts = fc.array(fc.constantFrom<Act>("new", "qualified", "offer", "won", "lost", "reopen", "earlier", "trash"), {
  minLength: 1,
  maxLength: 8,
});

async function act(id: string, what: Act): Promise<void> {
  const { deals, records } = selling;
  if (what === "won") await deals.close(ana, id, { outcome: "won" });
  else if (what === "lost") await deals.close(ana, id, { outcome: "lost", lostReason: selling.reasons["price"]?.id });
  else if (what === "reopen") await deals.reopen(ana, id, { reason: "They called" });
  else if (what === "earlier") await records.change(ana, "deal", id, { openedOn: dayBefore(40) });
  else if (what === "trash") await records.remove(ana, "deal", id).then(() => records.restore(ana, "deal", id));
  else await deals.move(ana, id, { stage: stage(what) });
}

test("whatever is done to it, a deal's stays have no gaps and only the last one is open", async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.integer({ min: 0, max: 30 }), async (doings, age) => {
      const { id } = await selling.create(ana, { openedOn: dayBefore(age) });
      for (const doing of doings) await act(id, doing).catch(() => undefined);
      const stays = await staysOf(id);
      const deal = await selling.records.get(ana, "deal", id);
      expect(stays.filter((stay) => stay.gone === null)).toEqual([stays.at(-1)]);
      for (const [at, stay] of stays.slice(1).entries()) expect(stay.entered).toBe(stays[at]?.gone);
      expect(selling.stages[String(stays.at(-1)?.stage)]?.id).toBe(deal["stage"]);
      expect(deal["status"] === "won").toBe(deal["status"] !== "lost" && deal["closedOn"] !== null);
    }),
    { numRuns: 30 },
  );
});
