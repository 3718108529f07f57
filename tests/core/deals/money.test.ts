import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { convert } from "../../../core/deals/money.ts";
import type { Actor } from "../../../core/kernel/actor.ts";
import { openSelling, type Selling, withRights } from "../../support/selling.ts";

let selling: Selling;
let ana: Actor;
const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const usd = (amount: string) => ({ amount: { amount, currency: "USD" } });

beforeAll(async () => {
  selling = await openSelling();
  ana = withRights(await selling.person("Ana"), { "pipelines.change": "all" });
});
afterAll(() => selling.test.drop());

test("conversion rounds half away from zero", () => {
  expect(convert({ amount: "0.05", currency: "USD" }, { rate: "0.1", day: "2026-01-01" }, "EUR").amount).toBe("0.01");
  expect(convert({ amount: "-0.05", currency: "USD" }, { rate: "0.1", day: "2026-01-01" }, "EUR").amount).toBe("-0.01");
});

describe("an amount in another currency", () => {
  test("without a rate is in no sum, and the board says so", async () => {
    const deal = await selling.create(ana, usd("100"));
    expect(deal["baseAmount"]).toBeNull();
    const [column] = await selling.sales.board.columns(ana, selling.pipelineId, { limit: 1 });
    expect(column).toMatchObject({ unrated: 1, sum: { amount: "0.00", currency: "EUR" } });
  });

  test("follows the newest rate while the deal is open, and the board with it", async () => {
    await selling.sales.rates.put(ana, { currency: "USD", day: dayBefore(20), rate: "0.5" });
    const [column] = await selling.sales.board.columns(ana, selling.pipelineId, { limit: 1 });
    expect(column).toMatchObject({ unrated: 0, sum: { amount: "50.00", currency: "EUR" } });
  });

  test("is frozen when the deal closes", async () => {
    const { id } = await selling.create(ana, { ...usd("100"), openedOn: dayBefore(10) });
    await selling.deals.close(ana, id, { outcome: "won" });
    await selling.sales.rates.put(ana, { currency: "USD", day: dayBefore(0), rate: "0.9" });
    expect(await selling.records.get(ana, "deal", id)).toMatchObject({
      baseAmount: { amount: "50.00", currency: "EUR" },
      rate: "0.5",
    });
    const corrected = await selling.records.change(ana, "deal", id, usd("200"));
    expect(corrected["baseAmount"]).toEqual({ amount: "100.00", currency: "EUR" });
  });

  test("keeps its currency once the deal has closed", async () => {
    const { id } = await selling.create(ana, usd("100"));
    await selling.deals.close(ana, id, { outcome: "won" });
    const change = selling.records.change(ana, "deal", id, { amount: { amount: "100", currency: "EUR" } });
    await expect(change).rejects.toMatchObject({
      problems: [{ code: "deals.currency_frozen", pointer: "/amount/currency" }],
    });
  });
});

describe("a rate", () => {
  test("is refused when it is none, or by somebody who may not", async () => {
    await expect(
      selling.sales.rates.put(ana, { currency: "XXQ", day: "2026-02-30", rate: "-1" }),
    ).rejects.toMatchObject({ status: 422, problems: [{}, {}, {}] });
    const ben = await selling.person("Ben");
    await expect(selling.sales.rates.put(ben, { currency: "USD", day: "2026-01-01", rate: "1" })).rejects.toMatchObject(
      { status: 403 },
    );
  });
});
