import { describe, expect, test } from "vitest";
import { NotFound } from "../../../../core/kernel/errors.ts";
import { openLog } from "../../../../core/kernel/log.ts";
import { Breaker } from "../../../../core/plugins/live/breaker.ts";

const spot = { plugin: "visits", part: "panel visits.deal" };

function breaker() {
  const trips: string[] = [];
  let now = 0;
  const needs = {
    log: openLog("silent"),
    trip: (plugin: string, reason: string) => trips.push(`${plugin}: ${reason}`),
  };
  return { breaker: new Breaker({ ...needs, now: () => now }), trips, pass: (ms: number) => (now += ms) };
}

const fail = (): never => {
  throw new Error("out of order");
};

describe("a plugin that fails", () => {
  test("is taken out after twenty failures within five minutes, and once", async () => {
    const { breaker: one, trips } = breaker();
    for (let times = 0; times < 25; times++) await expect(one.run(spot, fail)).rejects.toThrow("out of order");
    expect(trips).toEqual(["visits: panel visits.deal: out of order"]);
  });

  test("now and then is left alone", async () => {
    const { breaker: one, trips, pass } = breaker();
    for (let times = 0; times < 60; times++) {
      one.count(spot, new Error("now and then"));
      pass(20_000);
    }
    expect(trips).toEqual([]);
  });

  test("does not count where it only says that something is not there", async () => {
    const { breaker: one, trips } = breaker();
    const missing = (): never => {
      throw new NotFound("records.not_found");
    };
    for (let times = 0; times < 40; times++) await expect(one.run(spot, missing)).rejects.toThrow();
    expect(trips).toEqual([]);
  });

  test("begins anew without its past", async () => {
    const { breaker: one, trips } = breaker();
    for (let times = 0; times < 19; times++) one.count(spot, "again");
    one.forget("visits");
    one.count(spot, "again");
    expect(trips).toEqual([]);
  });
});

describe("a piece of a core page", () => {
  test("that takes too long is left out, and counts as a failure", async () => {
    const { breaker: one, trips } = breaker();
    const never = () => new Promise<object>(() => undefined);
    const asked = Array.from({ length: 20 }, () => one.optional(spot, 10, never));
    expect(await Promise.all(asked)).toEqual(Array(20).fill(undefined));
    expect(trips).toEqual(["visits: panel visits.deal: took longer than 10 ms"]);
  });

  test("that answers is shown", async () => {
    expect(await breaker().breaker.optional(spot, 1_000, () => ({ visits: 3 }))).toEqual({ visits: 3 });
  });
});
