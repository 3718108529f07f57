import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Events, type RecordEvent } from "../../../core/events/events.ts";
import { newId } from "../../../core/kernel/ids.ts";
import { openLog } from "../../../core/kernel/log.ts";
import type { Queryable } from "../../../core/db/database.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { allReadable } from "../../support/readable.ts";
import { until } from "../../support/until.ts";
import { promised } from "../../support/quickly.ts";

const log = openLog("silent");
const patience = { tries: 3, pause: 20 };

let test_: TestDatabase;
const running: Events[] = [];

beforeAll(async () => {
  test_ = await freshDatabase();
});
afterAll(() => test_.drop());
beforeEach(async () => {
  await test_.db.query({ text: "alter table changes disable trigger changes_only_grow" });
  await test_.db.query({ text: "delete from changes" });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((events) => events.stop()));
});

describe("events", () => {
  test("reach every consumer that wants the topic, in the order they were written", async () => {
    const events = another();
    const all = collect(events, "*", name());
    const closed = collect(events, "deal.changed", name());
    const ofDeals = collect(events, "deal.*", name());
    await events.start();

    const written = [await write("deal", "created"), await write("contact", "created"), await write("deal", "changed")];
    events.written();

    await all.until(3);
    await ofDeals.until(2);
    await closed.until(1);
    expect(all.ids()).toEqual(written);
    expect(ofDeals.ids()).toEqual([written[0], written[2]]);
    expect(closed.got[0]).toMatchObject({ topic: "deal.changed", kind: "deal", version: 1, after: { name: "Bolts" } });
  });

  test("keep their order where their numbers get longer", async () => {
    const events = another();
    const all = collect(events, "*", name());
    await events.start();
    await test_.db.query({ text: "select setval(pg_get_serial_sequence('changes', 'seq'), 95)" });
    const written = await test_.db.transaction(async (trx) => {
      const ids: string[] = [];
      for (let at = 0; at < 12; at++) ids.push(await write("deal", "created", trx));
      return ids;
    });
    events.written();

    await all.until(12);
    expect(all.ids()).toEqual(written);
  });

  test("arrive before the next look two seconds later, because they are announced", async () => {
    const events = another();
    const all = collect(events, "*", name());
    await events.start();
    await pause(100);

    const since = performance.now();
    await write("deal", "created");
    events.written();
    await all.until(1);

    expect(performance.now() - since).toBeLessThan(promised(1_800));
  });

  test("are not lost when nobody announced them", async () => {
    const events = another();
    const all = collect(events, "*", name());
    await events.start();
    await write("deal", "created");

    await all.until(1);
  });

  test("wait for a transaction that began earlier and commits later, so that none is skipped", async () => {
    const events = another();
    const all = collect(events, "*", name());
    await events.start();
    let late = "";

    await test_.db.transaction(async (slow) => {
      late = await write("deal", "created", slow);
      await write("deal", "created");
      events.written();
      await pause(150);
      expect(all.got).toEqual([]);
    });
    events.written();

    await all.until(2);
    expect(all.ids()[0]).toBe(late);
  });

  test("that were written while nobody was there come with the next start", async () => {
    const consumer = name();
    const first = another();
    collect(first, "*", consumer);
    await first.start();
    await first.stop();
    const missed = await write("deal", "created");

    const second = another();
    const later = collect(second, "*", consumer);
    await second.start();

    await later.until(1);
    expect(later.ids()).toEqual([missed]);
  });

  test("before a consumer existed are not told to it", async () => {
    await write("deal", "created");
    // What began before it, anywhere on the server, has ended: only then is it past.
    await allReadable(test_.db);
    const events = another();
    const all = collect(events, "*", name());
    await events.start();
    const next = await write("deal", "changed");
    events.written();

    await all.until(1);
    expect(all.ids()).toEqual([next]);
  });

  test("go to one process at a time, and to another when that one ends", async () => {
    const consumer = name();
    const [first, second] = [another(), another()];
    const [atFirst, atSecond] = [collect(first, "*", consumer), collect(second, "*", consumer)];
    await first.start();
    await pause(50);
    await second.start();

    await write("deal", "created");
    second.written();
    await atFirst.until(1);
    expect(atSecond.got).toEqual([]);
    await first.stop();
    await write("deal", "changed");
    second.written();

    await atSecond.until(1);
    expect(atFirst.got).toHaveLength(1);
  });

  test("go on after the line to the database was cut", async () => {
    const events = another();
    const all = collect(events, "*", name());
    await events.start();
    const cut =
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'trellis events' and datname = current_database()";
    await test_.db.query({ text: cut });
    await write("deal", "created");

    await all.until(1);
  });
});

describe("a handler that fails", () => {
  test("is tried again, and the events behind wait their turn", async () => {
    const events = another();
    const got: string[] = [];
    let failures = 0;
    events.on("*", name(), async (event) => {
      if (failures++ < 2) throw new Error("mail server is away");
      got.push(event.id);
    });
    await events.start();
    const ids = [await write("deal", "created"), await write("deal", "changed")];
    events.written();

    await until(() => got.length === 2);
    expect(got).toEqual(ids);
    expect(await events.failures()).toEqual([]);
  });

  test("for good has its event put aside where people see it; the others go on, and it can be tried again", async () => {
    const events = another();
    const consumer = name();
    const got: string[] = [];
    let isBroken = true;
    events.on("*", consumer, async (event) => {
      if (isBroken && event.topic === "deal.created") throw new Error("no such mailbox");
      got.push(event.id);
    });
    await events.start();
    const [bad, good] = [await write("deal", "created"), await write("deal", "changed")];
    events.written();
    await until(() => got.length === 1);
    expect(got).toEqual([good]);
    const [failure] = await events.failures();
    expect(failure).toMatchObject({ consumer, topic: "deal.created", error: "Error: no such mailbox" });

    isBroken = false;
    expect(await events.retry(failure?.id)).toBe(1);

    await until(() => got.length === 2);
    expect(got).toEqual([good, bad]);
    await until(async () => (await events.failures()).length === 0);
  });
});

test("announcing a thousand writes costs one notification", async () => {
  const events = another();
  let notified = 0;
  const counting = {
    ...test_.db,
    query: ((statement) => {
      notified++;
      return test_.db.query(statement);
    }) as Queryable["query"],
  };
  const writer = new Events(counting, { connection: test_.connection, log, patience });
  for (let at = 0; at < 1_000; at++) writer.written();
  await pause(60);
  await events.stop();

  expect(notified).toBe(1);
});

describe("a consumer that is taken out", () => {
  test("keeps its place: another process goes on there, and so does the same one later", async () => {
    const consumer = name();
    const [first, second] = [another(), another()];
    const takeOut = first.on("*", consumer, async () => undefined);
    await Promise.all([first.start(), second.start()]);
    await takeOut();
    const missed = await write("deal", "created");
    const elsewhere = collect(second, "*", consumer);
    await elsewhere.until(1);
    expect(elsewhere.ids()).toEqual([missed]);
    await second.stop();
    const next = await write("deal", "changed");
    const later = collect(first, "*", consumer);

    await later.until(1);
    expect(later.ids()).toEqual([next]);
  });

  test("and comes back at once is told everything, once and in order", async () => {
    const events = another();
    const got: string[] = [];
    const consumer = name();
    const slow = async ({ id }: RecordEvent) => {
      await pause(5);
      got.push(id);
    };
    let takeOut = events.on("*", consumer, slow);
    await events.start();
    const written: string[] = [];
    for (let turn = 0; turn < 20; turn++) {
      written.push(await write("deal", "changed"));
      events.written();
      const leaving = takeOut();
      takeOut = events.on("*", consumer, slow);
      if (turn % 2 === 0) await leaving;
    }

    await until(() => got.length >= written.length);
    expect(got).toEqual(written);
  });

  test("goes with all its handlers, so that none is passed by what the others are told", async () => {
    const events = another();
    const consumer = name();
    const [deals, all]: [string[], string[]] = [[], []];
    const undo = [
      events.on("deal.*", consumer, async ({ id }) => void deals.push(id)),
      events.on("*", consumer, async ({ id }) => void all.push(id)),
    ];
    await events.start();
    await undo[1]?.();
    const id = await write("deal", "created");
    events.written();
    await pause(100);
    await undo[0]?.();
    expect(deals).toEqual([]);
    events.on("deal.*", consumer, async (event) => void deals.push(event.id));

    await until(() => deals.length > 0);
    expect([deals, all]).toEqual([[id], []]);
  });

  test("does not wait for ever for a handler that never comes back", async () => {
    const events = new Events(test_.db, { connection: test_.connection, log, patience: { ...patience, ending: 50 } });
    let began = false;
    let goOn = (): void => undefined;
    const takeOut = events.on("*", name(), async () => {
      began = true;
      await new Promise<void>((resolve) => (goOn = resolve));
    });
    await events.start();
    await write("deal", "created");
    events.written();
    await until(() => began);

    await takeOut();
    goOn();
    await events.stop();
  });
});

function another(): Events {
  const events = new Events(test_.db, { connection: test_.connection, log, patience });
  running.push(events);
  return events;
}

let names = 0;
const name = (): string => `consumer-${++names}`;

interface Collected {
  readonly got: RecordEvent[];
  ids(): string[];
  until(count: number): Promise<unknown>;
}

function collect(events: Events, topic: string, consumer: string): Collected {
  const got: RecordEvent[] = [];
  events.on(topic, consumer, async (event) => void got.push(event));
  return { got, ids: () => got.map(({ id }) => id), until: (count) => until(() => got.length >= count) };
}

/** Writes a change as the store does; answers the id of its event. */
async function write(kind: string, action: string, on: Queryable = test_.db): Promise<string> {
  const text = `insert into changes (kind, record_id, version, action, after, actor_id, source)
    values ($1, $2, 1, $3, '{"name":"Bolts"}', 'system:test', 'job') returning xid || '.' || seq as id`;
  const [row] = await on.query<{ id: string }>({ text, values: [kind, newId(), action] });
  return row!.id;
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
