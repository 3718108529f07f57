import { describe, expect, test } from "vitest";
import { Conflict, NotFound } from "../../../../core/kernel/errors.ts";
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

  test.each(["no_statements", "not_its_own", "not_agreed", "host_not_agreed"])(
    "counts when it is refused what it did not ask for and nobody is told: %s",
    async (code) => {
      const { breaker: one, trips } = breaker();
      const refused = (): never => {
        throw new Conflict(`plugins.${code}`, { plugin: "visits" });
      };
      for (let times = 0; times < 25; times++) await expect(one.run(spot, refused)).rejects.toThrow();
      expect(trips).toEqual([]);
      for (let times = 0; times < 10; times++) {
        expect(await one.look(spot, 1_000, refused)).toBeUndefined();
        expect(await one.optional(spot, 1_000, refused)).toBeUndefined();
      }
      expect(trips).toEqual([`visits: panel visits.deal: plugins.${code}`]);
    },
  );

  test("begins anew without its past", async () => {
    const { breaker: one, trips } = breaker();
    for (let times = 0; times < 19; times++) one.count(spot, "again");
    one.forget("visits");
    one.count(spot, "again");
    expect(trips).toEqual([]);
  });
});

describe("looks at records before they are saved", () => {
  test("that are slow again and again take the plugin out, once", () => {
    const { breaker: one, trips } = breaker();
    for (let times = 0; times < 60; times++) one.took(spot, times % 10 === 0 ? 1_500 : 20);
    expect(trips).toEqual(["visits: panel visits.deal: took 1500 ms"]);
    for (let times = 0; times < 30; times++) one.took(spot, 1_500);
    expect(trips).toHaveLength(1);
  });

  test("may be slow now and then, and at first", () => {
    const { breaker: one, trips } = breaker();
    for (let times = 0; times < 40; times++) one.took(spot, 1_500);
    one.forget("visits");
    for (let times = 0; times < 600; times++) one.took(spot, times % 30 === 0 ? 1_900 : 5);
    expect(trips).toEqual([]);
  });

  test("are timed where they run", async () => {
    const { breaker: one } = breaker();
    expect(await one.look(spot, 1_000, () => "said")).toBe("said");
    expect(await one.look(spot, 1_000, fail)).toBeUndefined();
  });
});

describe("in a busy house", () => {
  const slowly = async () => await new Promise((done) => setTimeout(done, 20));
  const late = async (isBusy: () => Promise<boolean>) => {
    const trips: string[] = [];
    const one = new Breaker({ log: openLog("silent"), trip: (plugin) => trips.push(plugin), isBusy });
    for (let times = 0; times < 25; times++) await one.optional(spot, 1, slowly);
    return trips;
  };

  test("what takes too long is nobody's fault", async () => {
    expect(await late(async () => true)).toEqual([]);
    expect(await late(async () => await Promise.reject(new Error("no connection")))).toEqual([]);
    expect(await late(async () => false)).toEqual(["visits"]);
  });

  test("what throws is still a failure", async () => {
    const trips: string[] = [];
    const one = new Breaker({ log: openLog("silent"), trip: (plugin) => trips.push(plugin), isBusy: async () => true });
    for (let times = 0; times < 20; times++) await one.optional(spot, 1_000, fail);
    expect(trips).toEqual(["visits"]);
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
