import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figuresOf } from "../../../core/deals/figures.ts";
import { funnelOf, observedProbability } from "../../../core/deals/funnel.ts";
import type { Actor } from "../../../core/kernel/actor.ts";
import { openSelling, type Selling, withRights } from "../../support/selling.ts";

const counts = {
  open: 10,
  openAmount: "100000",
  weighted: "40000",
  won: 6,
  wonAmount: "60000",
  lost: 4,
  lostAmount: "20000",
  cycle: 30,
  expected: "50000",
  unrated: 0,
};

describe("figures of a period", () => {
  test("win rate counts won against all that closed, by number and by amount", () => {
    expect(figuresOf(counts, "EUR")).toMatchObject({
      winRate: "60.00",
      winRateByAmount: "75.00",
      averageWon: "10000.00",
    });
  });

  test("velocity is open deals × win rate × average won amount ÷ days of the cycle", () => {
    expect(figuresOf(counts, "EUR").velocity).toEqual({ amount: "2000.00", currency: "EUR" });
  });

  test("coverage is what is expected against what is still missing from the target", () => {
    expect(figuresOf(counts, "EUR", "85000").coverage).toBe("2.00");
    expect(figuresOf(counts, "EUR", "60000").coverage).toBeNull();
    expect(figuresOf(counts, "EUR").coverage).toBeNull();
  });

  test("say nothing where nothing has closed", () => {
    const none = { ...counts, won: 0, lost: 0, wonAmount: "0", lostAmount: "0", cycle: null };
    expect(figuresOf(none, "EUR")).toMatchObject({
      winRate: null,
      winRateByAmount: null,
      averageWon: null,
      velocity: null,
    });
  });

  test("of 4,238 won and 2,473 lost deals the win rate is 63.15 %", () => {
    expect(figuresOf({ ...counts, won: 4238, lost: 2473 }, "USD").winRate).toBe("63.15");
  });
});

describe("the chance seen from a stage", () => {
  test("is (won + 1) ÷ (closed + 2), and kept back below thirty closed deals", () => {
    expect(observedProbability(19, 38)).toBe("50.0");
    expect(observedProbability(30, 30)).toBe("96.9");
    expect(observedProbability(29, 29)).toBeNull();
  });
});

describe("the funnel", () => {
  const steps = ["a", "b", "c", "d"].map((id) => ({ id, name: id, probability: "0" }));

  test("counts a deal for every stage up to the furthest, skipped ones included", () => {
    const funnel = funnelOf(steps, [
      { furthest: 1, n: 5 },
      { furthest: 3, n: 3 },
      { furthest: 4, n: 2 },
    ]);
    expect(funnel.map((step) => step.reached)).toEqual([10, 5, 5, 2]);
    expect(funnel.map((step) => step.conversion)).toEqual(["50.0", "100.0", "40.0", null]);
  });

  test("never grows from one stage to the next", () => {
    const rows = fc.array(fc.record({ furthest: fc.integer({ min: 1, max: 4 }), n: fc.nat(1000) }));
    fc.assert(
      fc.property(rows, (furthest) => {
        const reached = funnelOf(steps, furthest).map((step) => step.reached);
        return reached.every((count, at) => at === 0 || count <= (reached[at - 1] ?? 0));
      }),
    );
  });
});

describe("on real deals", () => {
  let selling: Selling;
  let ana: Actor;
  const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

  beforeAll(async () => {
    selling = await openSelling();
    ana = withRights(await selling.person("Ana"), {
      "stages.create": "all",
      "stages.change": "all",
      "pipelines.change": "all",
      "stages.force": "all",
    });
  });
  afterAll(() => selling.test.drop());

  test("200,000 at 10 %, 120,000 at 40 %, 80,000 at 60 % and 50,000 at 90 % make 450,000, weighted 161,000", async () => {
    const made = [
      ["200000", "new", null],
      ["120000", "qualified", null],
      ["80000", "offer", "60"],
      ["50000", "offer", "90"],
    ] as const;
    for (const [amount, stage, probability] of made) {
      await selling.create(ana, { amount: { amount, currency: "EUR" }, stage: selling.stages[stage]?.id, probability });
    }
    const columns = await selling.sales.board.columns(ana, selling.pipelineId, { limit: 10 });
    const sum = (part: "sum" | "weighted") =>
      columns
        .filter(({ stage }) => stage.type === "open")
        .reduce((all, column) => all + Number(column[part]?.amount), 0);
    expect([sum("sum"), sum("weighted")]).toEqual([450_000, 161_000]);
    const figures = await selling.sales.figures.read(ana, { from: dayBefore(400), to: dayBefore(-2) });
    expect(figures).toMatchObject({ open: 4, openAmount: "450000.00", weighted: "161000.00" });
  });

  test("board, summary and figures agree to the cent, for everybody's deals and for one person's", async () => {
    const ben = await selling.person("Ben");
    await selling.create(ben, { amount: { amount: "333.33", currency: "EUR" }, probability: "33.3333" });
    for (const owner of ["all", ben.id]) {
      const columns = await selling.sales.board.columns(ana, selling.pipelineId, { limit: 1, owner });
      const filter = owner === "all" ? undefined : { field: "owner", op: "eq" as const, value: owner };
      const rows = await selling.sales.summaries.rows(ana, { group: ["stage"], sum: "amount", filter });
      const fromBoard = columns
        .filter((column) => column.count > 0)
        .map((column) => [column.stage.id, column.count, column.sum?.amount])
        .sort();
      expect(rows.map((row) => [row["stage"], row.count, (row.sum as { amount: string }).amount]).sort()).toEqual(
        fromBoard,
      );
    }
  });

  test("a filtered board equals the summary of the same filter", async () => {
    const filter = { field: "amount", op: "gte" as const, value: "80000" };
    const columns = await selling.sales.board.columns(ana, selling.pipelineId, { limit: 5, filter });
    const rows = await selling.sales.summaries.rows(ana, { group: [], sum: "weighted", filter });
    const weighted = columns.reduce((all, column) => all + Number(column.weighted?.amount), 0);
    const sum = rows[0]?.sum as { amount: string } | undefined;
    expect(Number(sum?.amount)).toBe(weighted);
  });

  test("whoever sees only their own deals sees only their own sums", async () => {
    const cyd = await selling.person("Cyd", "own");
    await selling.create(cyd, { amount: { amount: "7", currency: "EUR" } });
    const columns = await selling.sales.board.columns(cyd, selling.pipelineId, { limit: 10 });
    expect(columns.reduce((all, column) => all + column.count, 0)).toBe(1);
    expect(columns.flatMap((column) => column.cards.map((card) => card.owner?.id))).toEqual([cyd.id]);
  });

  test("the cycle is the median of days from opened to won", async () => {
    for (const days of [10, 57, 100]) {
      await selling.create(ana, {
        stage: selling.stages["won"]?.id,
        openedOn: dayBefore(days + 3),
        closedOn: dayBefore(3),
      });
    }
    expect(await selling.sales.figures.read(ana, { from: dayBefore(30), to: dayBefore(-1) })).toMatchObject({
      won: 3,
      cycle: 57,
    });
  });

  test("a commitment whose date has passed is no longer counted as one", async () => {
    const late = { forecastCategory: "commit", closeDate: dayBefore(3), amount: { amount: "10", currency: "EUR" } };
    await selling.create(ana, late);
    await selling.create(ana, { ...late, closeDate: dayBefore(-3) });
    const lines = await selling.sales.forecast.lines(ana, { from: dayBefore(60), to: dayBefore(-60) });
    const count = (category: string) =>
      lines.filter((line) => line.category === category).reduce((all, line) => all + line.count, 0);
    expect([count("commit"), count("best")]).toEqual([1, 1]);
  });

  test("an unknown group or sum is refused by name", async () => {
    await expect(selling.sales.summaries.rows(ana, { group: ["secret"] })).rejects.toMatchObject({
      status: 400,
      code: "records.unknown_field",
    });
    await expect(selling.sales.summaries.rows(ana, { group: ["amount"] })).rejects.toMatchObject({
      code: "deals.not_a_group",
    });
    await expect(selling.sales.summaries.rows(ana, { group: [], sum: "name" })).rejects.toMatchObject({
      code: "deals.not_a_sum",
    });
  });
});
