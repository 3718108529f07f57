import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { services } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { type Channel, Reminders, sayInApp } from "../reminders.ts";
import { granted } from "./granted.ts";

let app: TestApp;
let ben: TestPerson;
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const meet = async (input: object = {}): Promise<string> => {
  const meeting = { subject: "Meet", type: "meeting", startAt: inMinutes(10), ...input };
  return (await app.records.create(ben.actor, "activity", meeting)).id;
};
const rows = async (text: string, ...values: unknown[]) => await app.db.query({ text, values });
const remindersOf = (id: string) =>
  rows("select state, tries from plugin_activities.reminders where activity = $1", id);
const noticesOf = (id: string) => rows("select digest from plugin_activities.notices where activity = $1", id);
const overdue = (id: string, hours: number) =>
  rows(
    "update plugin_activities.reminders set fire_at = now() - $2 * interval '1 hour', state = 'pending', wait_until = null where activity = $1",
    id,
    hours,
  );

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben" });
});
afterAll(() => app.stop());
beforeEach(() => rows("delete from plugin_activities.reminders"));

describe("a reminder", () => {
  test("comes before the beginning, once, and rings the bell", async () => {
    const id = await meet();
    const later = await meet({ startAt: inMinutes(60) });
    expect(await new Reminders(app.db).sendDue()).toBe(1);
    expect(await new Reminders(app.db).sendDue()).toBe(0);
    expect([await noticesOf(id), await noticesOf(later)]).toEqual([[{ digest: null }], []]);
    expect(await (await ben.visit("/activities/bell")).text()).toContain("tray-count");
    expect(await (await ben.visit("/activities/reminders")).text()).toContain("Meet");
  });

  test("is counted, and missed by whoever looks after the system when it does not come", async () => {
    const id = await meet();
    await app.db.query({
      text: "update plugin_activities.reminders set fire_at = now() - interval '11 minutes' where activity = $1",
      values: [id],
    });
    const said: unknown[] = [];
    const reminders = new Reminders(app.db, { tell: (...outcome) => said.push(outcome) });
    const [check] = app.get(services.contributions).healthChecks;
    expect(await check?.check()).toEqual({ said: "activities.health.overdue", values: { count: 1 } });
    await reminders.sendDue();
    expect([await check?.check(), said]).toEqual([undefined, [["sent", 1]]]);
  });

  test("is gone once it was seen, and comes again when it is put off", async () => {
    const id = await meet({ subject: "Put off" });
    await new Reminders(app.db).sendDue();
    await ben.send(`/activities/reminders/${id}/snooze`, { minutes: "10" });
    expect(await (await ben.visit("/activities/reminders")).text()).not.toContain("Put off");
    expect(await remindersOf(id)).toEqual([{ state: "pending", tries: 0 }]);
    await overdue(id, 0);
    await new Reminders(app.db).sendDue();
    expect(await noticesOf(id)).toHaveLength(2);
    await ben.send(`/activities/reminders/${id}/sight`, { all: "" });
    expect(await (await ben.visit("/activities/reminders")).text()).not.toContain("Put off");
  });

  test("goes with what is cancelled, done, deleted or given away, and moves with what is moved", async () => {
    const [cancelled, done, removed, moved] = [await meet(), await meet(), await meet(), await meet()];
    await app.records.change(ben.actor, "activity", cancelled, { status: "cancelled" });
    await app.records.change(ben.actor, "activity", done, { status: "done", result: "reached" });
    await app.records.remove(ben.actor, "activity", removed);
    await app.records.change(ben.actor, "activity", moved, { startAt: inMinutes(600) });
    for (const id of [cancelled, done, removed]) expect(await remindersOf(id)).toEqual([]);
    expect(await remindersOf(moved)).toEqual([{ state: "pending", tries: 0 }]);
    expect(await new Reminders(app.db).sendDue()).toBe(0);
    await app.records.restore(ben.actor, "activity", removed);
    expect(await remindersOf(removed)).toHaveLength(1);
  });

  test("that nobody was there to say is one of a digest after twelve hours", async () => {
    const [one, other, fresh] = [await meet(), await meet(), await meet()];
    for (const id of [one, other]) await overdue(id, 13);
    await new Reminders(app.db).sendDue();
    const [first, second] = [await noticesOf(one), await noticesOf(other)];
    expect(first[0]?.["digest"]).toBeTruthy();
    expect(second).toEqual(first);
    expect(await noticesOf(fresh)).toEqual([{ digest: null }]);
    expect(await (await ben.visit("/activities/reminders")).text()).toContain("While nobody was there: 2 reminders");
  });

  test("tells nothing of what its person may no longer see", async () => {
    const id = await meet({ subject: "Secret by now" });
    await new Reminders(app.db).sendDue();
    await rows("update plugin_activities.activities set owner_id = null where id = $1", id);
    await rows("insert into plugin_activities.notices (activity, person, fire_at) values ($1, $2, now())", id, ben.id);
    const html = await (await ben.visit("/activities/reminders")).text();
    expect(html).not.toContain("Secret by now");
    expect(html).toContain("Something that you may no longer see");
  });
});

describe("what cannot be said", () => {
  test("is tried five times with growing pauses, and then given up", async () => {
    const id = await meet();
    const broken: Channel = async () => await Promise.reject(new Error("no line"));
    const reminders = new Reminders(app.db, { say: broken });
    const pauses: unknown[] = [];
    for (let tries = 1; tries <= 6; tries++) {
      await reminders.sendDue();
      const pause = "extract(epoch from wait_until - now())::int as pause";
      pauses.push(
        ...(await rows(
          `select ${pause} from plugin_activities.reminders where activity = $1 and state = 'pending'`,
          id,
        )),
      );
      await rows("update plugin_activities.reminders set wait_until = null where activity = $1", id);
    }
    expect(pauses.map((one) => Number((one as { pause: number }).pause))).toEqual([30, 60, 120, 240]);
    expect(await remindersOf(id)).toEqual([{ state: "failed", tries: 5 }]);
  });

  test("is said by another worker when the first one dies with it in hand", async () => {
    const id = await meet();
    await rows(
      "update plugin_activities.reminders set state = 'claimed', claim = gen_random_uuid(), wait_until = now() + interval '2 minutes' where activity = $1",
      id,
    );
    expect(await new Reminders(app.db).sendDue()).toBe(0);
    await rows("update plugin_activities.reminders set wait_until = now() where activity = $1", id);
    expect(await new Reminders(app.db).sendDue()).toBe(1);
    expect(await noticesOf(id)).toHaveLength(1);
  });
});

describe("must hold", () => {
  test("whatever happens, everything is said once at most, and never lost between two workers that fail at times", async () => {
    const moves = fc.array(
      fc.record({ at: fc.nat(3), what: fc.constantFrom("send", "fail", "die", "cancel", "move") }),
      { minLength: 4, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        await rows("delete from plugin_activities.reminders");
        await rows("delete from plugin_activities.notices");
        const ids = [await meet(), await meet(), await meet(), await meet()];
        const gone = new Set<string>();
        for (const { at, what } of steps) {
          const id = ids[at] ?? "";
          if (what === "send") await Promise.all([new Reminders(app.db).sendDue(), new Reminders(app.db).sendDue()]);
          if (what === "fail") await new Reminders(app.db, { say: halfway }).sendDue();
          if (what === "die")
            await rows(
              "update plugin_activities.reminders set state = 'claimed', claim = gen_random_uuid(), tries = 0 where activity = $1 and state = 'pending'",
              id,
            );
          if (what === "move")
            await app.records.change(ben.actor, "activity", id, { startAt: inMinutes(at + 1), status: "planned" });
          if (what === "cancel") await app.records.change(ben.actor, "activity", id, { status: "cancelled" });
          await rows(
            "update plugin_activities.reminders set wait_until = null, tries = 0, state = case when state = 'failed' then 'pending' else state end",
          );
        }
        await new Reminders(app.db).sendDue();
        for (const id of ids)
          if ((await app.records.get(ben.actor, "activity", id))["status"] === "cancelled") gone.add(id);
        const open = await rows("select activity from plugin_activities.reminders where state <> 'sent'");
        expect(open).toEqual([]);
        for (const id of gone) expect(await remindersOf(id)).toEqual([]);
        for (const id of ids) if (!gone.has(id)) expect((await noticesOf(id)).length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 12 },
    );
  });
});

/** Says it, and fails after that: nothing of it may stay. */
const halfway: Channel = async (trx, due) => {
  await sayInApp(trx, due);
  throw new Error("the line broke");
};
