import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../core/kernel/actor.ts";
import type { Invalid } from "../../../core/kernel/errors.ts";
import { openSelling, type Selling, withRights } from "../../support/selling.ts";

let selling: Selling;
let ana: Actor;
let today: string;

beforeAll(async () => {
  selling = await openSelling();
  ana = await selling.person("Ana");
  const [row] = await selling.test.db.query<{ day: string }>({
    text: "select (now() at time zone 'Europe/Berlin')::date::text as day",
  });
  today = row?.day ?? "";
});
afterAll(() => selling.test.drop());

const codesOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = (await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )) as Invalid;
  return error.problems?.map((problem) => problem.code) ?? [error.code];
};

describe("a new deal", () => {
  test("stands in the first stage of the default pipeline, belongs to its author and begins today", async () => {
    const deal = await selling.create(ana);
    expect(deal).toMatchObject({
      stage: selling.stages["new"]?.id,
      pipeline: selling.pipelineId,
      status: "open",
      owner: ana.id,
      openedOn: today,
      closedOn: null,
    });
  });

  test("gets the next number people can say", async () => {
    const [first, second] = [await selling.create(ana), await selling.create(ana)];
    expect(Number(second["number"])).toBe(Number(first["number"]) + 1);
  });
});

describe("winning a deal", () => {
  test("moves it to the won stage and closes it today", async () => {
    const deal = await selling.create(ana);
    const won = await selling.deals.close(ana, deal.id, { outcome: "won" });
    expect(won).toMatchObject({ status: "won", closedOn: today, stage: selling.stages["won"]?.id });
  });

  test("twice changes nothing the second time", async () => {
    const { id } = await selling.create(ana);
    const once = await selling.deals.close(ana, id, { outcome: "won" });
    const twice = await selling.deals.close(ana, id, { outcome: "won" });
    expect(twice.version).toBe(once.version);
  });

  test("needs the right to close", async () => {
    const { id } = await selling.create(ana);
    const ben = withRights(ana, { "deals.close": "none" });
    await expect(selling.deals.close(ben, id, { outcome: "won" })).rejects.toMatchObject({
      code: "deals.close_not_allowed",
      status: 403,
    });
  });

  test("cannot happen tomorrow or before the deal began", async () => {
    const { id } = await selling.create(ana);
    expect(await codesOf(selling.deals.close(ana, id, { outcome: "won", closedOn: "2999-01-01" }))).toEqual([
      "deals.closed_in_future",
    ]);
    expect(await codesOf(selling.deals.close(ana, id, { outcome: "won", closedOn: "2001-01-01" }))).toEqual([
      "deals.closed_before_opened",
    ]);
  });
});

describe("losing a deal", () => {
  test("needs a reason of the list, by whatever way it is lost", async () => {
    const { id } = await selling.create(ana);
    expect(await codesOf(selling.deals.close(ana, id, { outcome: "lost" }))).toEqual(["deals.lost_needs_reason"]);
    expect(await codesOf(selling.records.change(ana, "deal", id, { stage: selling.stages["lost"]?.id }))).toEqual([
      "deals.lost_needs_reason",
    ]);
  });

  test("for another reason needs ten letters about it", async () => {
    const { id } = await selling.create(ana);
    const lostReason = selling.reasons["other"]?.id;
    expect(await codesOf(selling.deals.close(ana, id, { outcome: "lost", lostReason, lostNote: "too late" }))).toEqual([
      "deals.reason_needs_note",
    ]);
    const lost = await selling.deals.close(ana, id, {
      outcome: "lost",
      lostReason,
      lostNote: "They merged with another company",
    });
    expect(lost).toMatchObject({ status: "lost", lostReason });
  });
});

describe("opening a closed deal again", () => {
  test("needs the right and a reason, and forgets why it was lost", async () => {
    const { id } = await selling.create(ana, { stage: selling.stages["offer"]?.id });
    await selling.deals.close(ana, id, { outcome: "lost", lostReason: selling.reasons["price"]?.id });
    const ben = withRights(await selling.person("Ben"), { "deals.reopen": "none" });
    await expect(selling.deals.reopen(ben, id, { reason: "They called" })).rejects.toMatchObject({
      code: "deals.reopen_not_allowed",
    });
    expect(await codesOf(selling.deals.reopen(ana, id, { reason: " " }))).toEqual(["deals.reopen_needs_reason"]);
    const open = await selling.deals.reopen(ana, id, { reason: "They called" });
    expect(open).toMatchObject({
      status: "open",
      stage: selling.stages["offer"]?.id,
      lostReason: null,
      closedOn: null,
      reopenReason: "They called",
    });
  });

  test("is free for whoever has just closed it by mistake", async () => {
    const { id } = await selling.create(ana);
    const ben = withRights(ana, { "deals.reopen": "none" });
    await selling.deals.close(ben, id, { outcome: "won" });
    expect((await selling.deals.reopen(ben, id, { reason: "Closed by mistake" }))["status"]).toBe("open");
  });

  test("cannot be slipped in by changing the stage", async () => {
    const { id } = await selling.create(ana);
    await selling.deals.close(ana, id, { outcome: "won" });
    const ben = await selling.person("Ben");
    expect(await codesOf(selling.deals.move(ben, id, { stage: String(selling.stages["new"]?.id) }))).toEqual([
      "deals.reopen_needs_reason",
    ]);
  });

  test("asks for a reason each time", async () => {
    const { id } = await selling.create(ana);
    for (const _ of [1, 2]) {
      await selling.deals.close(ana, id, { outcome: "won" });
      expect((await selling.deals.reopen(ana, id, { reason: "Not signed yet" }))["status"]).toBe("open");
    }
  });
});
