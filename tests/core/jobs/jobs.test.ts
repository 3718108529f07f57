import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Jobs, type JobDefinition, type JobRun } from "../../../core/jobs/jobs.ts";
import { type Log, openLog } from "../../../core/kernel/log.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";
import { promised } from "../../support/quickly.ts";

let base: TestDatabase;
const running: Jobs[] = [];

beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
});

describe("a job", () => {
  test("runs with its payload, soon after it was queued", async () => {
    const name = unused();
    const got: object[] = [];
    const jobs = await office({ [name]: { work: async (payload) => void got.push(payload) } });

    const since = performance.now();
    const id = await jobs.enqueue(undefined, name, { fileId: "a" });

    await until(() => got.length === 1);
    expect(performance.now() - since).toBeLessThan(promised(1_500));
    expect(got).toEqual([{ fileId: "a" }]);
    await until(async () => (await jobs.find(id))?.state === "done");
  });

  test("exists only when the transaction of its cause does", async () => {
    const name = unused();
    const jobs = await office({ [name]: { work: async () => undefined } }, { work: false });
    let lost = "";

    const failing = base.db.transaction(async (trx) => {
      lost = await jobs.enqueue(trx, name);
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    const kept = await base.db.transaction((trx) => jobs.enqueue(trx, name));

    expect(await jobs.find(lost)).toBeUndefined();
    expect(await jobs.find(kept)).toMatchObject({ name, state: "waiting", progress: null });
  });

  test("is followed at once by those that were queued with it", async () => {
    const name = unused();
    let done = 0;
    const jobs = await office({ [name]: { work: async () => void done++ } });
    const since = performance.now();
    await base.db.transaction(async (trx) => {
      for (let at = 0; at < 6; at++) await jobs.enqueue(trx, name);
    });
    await until(() => done === 6);
    expect(performance.now() - since).toBeLessThan(promised(4_000));
  });

  test("with a payload that its schema refuses is not queued", async () => {
    const name = unused();
    const payloadSchema = { type: "object", required: ["fileId"], properties: { fileId: { type: "string" } } };
    const jobs = await office({ [name]: { payloadSchema, work: async () => undefined } }, { work: false });

    await expect(jobs.enqueue(undefined, name, { fileId: 7 })).rejects.toMatchObject({ code: "jobs.payload_refused" });
    expect((await jobs.list()).filter((job) => job.name === name)).toEqual([]);
  });

  test("with a key is queued once while it waits", async () => {
    const name = unused();
    const jobs = await office({ [name]: { work: async () => undefined } }, { work: false });

    const first = await jobs.enqueue(undefined, name, {}, { key: "contact-1" });
    const second = await jobs.enqueue(undefined, name, {}, { key: "contact-1" });
    const other = await jobs.enqueue(undefined, name, {}, { key: "contact-2" });

    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test("tells how far it is", async () => {
    const name = unused();
    const gate = Promise.withResolvers<void>();
    const work = async (_: object, run: JobRun): Promise<void> => {
      await run.progress(300, 8_800);
      await gate.promise;
    };
    const jobs = await office({ [name]: { work } });

    const id = await jobs.enqueue(undefined, name);
    await until(async () => (await jobs.find(id))?.progress?.done === 300);
    expect(await jobs.find(id)).toMatchObject({ state: "running", progress: { done: 300, of: 8_800 } });
    gate.resolve();
    await until(async () => (await jobs.find(id))?.state === "done");
  });

  test("queued by a process that only serves pages waits for one that works", async () => {
    const name = unused();
    const got: string[] = [];
    const web = await office({ [name]: { work: async () => void got.push("web") } }, { work: false });
    await web.enqueue(undefined, name);
    await pause(200);
    expect(got).toEqual([]);

    await office({ [name]: { work: async () => void got.push("worker") } });

    await until(() => got.length === 1);
    expect(got).toEqual(["worker"]);
  });
});

describe("a job that fails", () => {
  test("is tried again, and then done", async () => {
    const name = unused();
    let tries = 0;
    const work = async (): Promise<void> => {
      if (++tries === 1) throw new Error("mail server is away");
    };
    const jobs = await office({ [name]: { work, retryDelay: 1 } });

    const id = await jobs.enqueue(undefined, name);

    await until(async () => (await jobs.find(id))?.state === "done");
    expect(tries).toBe(2);
  });

  test("for good is listed with its reason, and can be tried again by hand", async () => {
    const name = unused();
    let isBroken = true;
    const work = async (): Promise<void> => {
      if (isBroken) throw new Error("no such mailbox");
    };
    const jobs = await office({ [name]: { work, retries: 0 } });

    const id = await jobs.enqueue(undefined, name);
    await until(async () => (await jobs.find(id))?.state === "failed");
    expect((await jobs.list("failed")).find((job) => job.id === id)).toMatchObject({ name, error: "no such mailbox" });

    isBroken = false;
    expect(await jobs.retry(id)).toBe(true);
    await until(async () => (await jobs.find(id))?.state === "done");
    expect(await jobs.retry(id)).toBe(false);
  });
});

describe("when a process ends", () => {
  test("its running jobs are handed back at once, without counting as a try", async () => {
    const name = unused();
    const first = await office({ [name]: { work: untilTold } }, { patience: 2_000 });
    const id = await first.enqueue(undefined, name);
    await until(async () => (await first.find(id))?.state === "running");

    await first.stop();
    const back = await first.find(id);
    expect(back).toMatchObject({ state: "waiting", retries: 0 });

    const second = await office({ [name]: { work: async () => "imported" } });
    await until(async () => (await second.find(id))?.state === "done");
  });

  test("a job that does not listen is handed back all the same", async () => {
    const name = unused();
    const deaf = await office({ [name]: { work: () => pause(3_000) } }, { patience: 50 });
    const id = await deaf.enqueue(undefined, name);
    await until(async () => (await deaf.find(id))?.state === "running");

    const since = performance.now();
    await deaf.stop();

    expect(performance.now() - since).toBeLessThan(promised(2_000));
    expect(await deaf.find(id)).toMatchObject({ state: "waiting" });
  });

  test("by a crash, another process takes its jobs over", async () => {
    const name = unused();
    const jobs = await office({ [name]: { work: async () => undefined } }, { work: false });
    const id = await jobs.enqueue(undefined, name);
    const died = `update jobs.job set state = 'active', started_on = now() - interval '40 s', heartbeat_on = now() - interval '40 s'
      where id = $1`;
    await base.db.query({ text: died, values: [id] });

    await office({ [name]: { work: async () => undefined, retryDelay: 1 } }, { superviseEvery: 1 });

    await until(async () => (await jobs.find(id))?.state === "done");
  });
});

test("a schedule of a job that is gone is taken out", async () => {
  const [old, kept] = [unused(), unused()];
  const definitions = { [old]: { work: async () => undefined }, [kept]: { work: async () => undefined } };
  const first = jobsOf(definitions, {});
  first.schedule(old, "0 3 * * *");
  first.schedule(kept, "0 4 * * *");
  await first.start({ work: true });
  await first.stop();

  const second = jobsOf({ [kept]: { work: async () => undefined } }, {});
  second.schedule(kept, "30 4 * * *", "Europe/Sofia");
  await second.start({ work: true });

  const rows = await base.db.query({ text: "select name, cron, timezone from jobs.schedule order by name" });
  expect(rows).toEqual([{ name: kept, cron: "30 4 * * *", timezone: "Europe/Sofia" }]);
});

test("several that run by themselves may become known at once", async () => {
  const [one, other] = [unused(), unused()];
  const said: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void said.push(line) });
  const jobs = await office({}, { log });
  for (const name of [one, other]) {
    jobs.define(name, { work: async () => undefined });
    jobs.schedule(name, "0 3 * * *");
  }
  await jobs.ready();

  const rows = await base.db.query({ text: "select name from jobs.schedule order by name" });
  expect(rows).toEqual([{ name: one }, { name: other }]);
  expect(said).toEqual([]);
});

interface Office {
  readonly log?: Log;
  readonly work?: boolean;
  readonly patience?: number;
  readonly superviseEvery?: number;
  readonly planEvery?: number;
}

async function office(
  definitions: Readonly<Record<string, JobDefinition>>,
  { work = true, ...rest }: Office = {},
): Promise<Jobs> {
  const jobs = jobsOf(definitions, rest);
  await jobs.start({ work });
  return jobs;
}

function jobsOf(definitions: Readonly<Record<string, JobDefinition>>, options: Omit<Office, "work">): Jobs {
  const jobs = new Jobs(base.db, { connection: base.connection, log: openLog("silent"), pollEvery: 2, ...options });
  for (const [name, definition] of Object.entries(definitions)) jobs.define(name, definition);
  running.push(jobs);
  return jobs;
}

let names = 0;
const unused = (): string => `test.job-${++names}`;

async function untilTold(_: object, { signal }: JobRun): Promise<void> {
  await new Promise<void>((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await pause(25);
  }
  throw new Error("It did not happen within 15 seconds.");
}

test("a job that becomes known while the queue runs is worked at, until it is taken out", async () => {
  const name = unused();
  const got: object[] = [];
  const jobs = await office({});
  const takeOut = jobs.define(name, { work: async (payload) => void got.push(payload) });

  await until(() =>
    jobs.enqueue(undefined, name).then(
      () => true,
      () => false,
    ),
  );
  await until(() => got.length === 1);
  await takeOut();

  await expect(jobs.enqueue(undefined, name)).rejects.toThrow(name);
});

test("a job that is taken out ends what it is at, and goes on with it when it is known again", async () => {
  const name = unused();
  const jobs = await office({});
  let [began, ended] = [0, 0];
  const listening: JobDefinition = {
    work: async (_payload, { signal }) => {
      began++;
      if (began === 1)
        await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      ended++;
    },
  };
  const takeOut = jobs.define(name, listening);
  const id = await enqueued(jobs, name);
  await until(() => began === 1);
  await takeOut();
  expect((await jobs.find(id))?.state).toBe("waiting");
  jobs.define(name, listening);

  await until(() => ended === 1);
  await until(async () => (await jobs.find(id))?.state === "done");
  expect(await jobs.find(id)).toMatchObject({ state: "done", retries: 0 });
});

test("a job that comes and goes twenty times is worked at once each", async () => {
  const name = unused();
  const jobs = await office({});
  const got: object[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const takeOut = jobs.define(name, { work: async (payload) => void got.push(payload), concurrency: 2 });
    if (turn % 5 === 0) await enqueued(jobs, name, { turn });
    await takeOut();
  }
  jobs.define(name, { work: async (payload) => void got.push(payload) });

  await until(() => got.length === 4);
  expect(got).toEqual([0, 5, 10, 15].map((turn) => ({ turn })));
});

test("a schedule that another process took out for all stands again within a minute", async () => {
  const name = unused();
  const work = { [name]: { work: async () => undefined } };
  const here = jobsOf(work, { planEvery: 100 });
  here.schedule(name, "0 3 * * *");
  await here.start({ work: true });
  const standing = async () =>
    (await base.db.query({ text: "select 1 from jobs.schedule where name = $1", values: [name] })).length > 0;
  expect(await standing()).toBe(true);
  await office({});

  await until(standing);
});

/** Queues a job as soon as its queue is there. */
async function enqueued(jobs: Jobs, name: string, payload = {}): Promise<string> {
  let id = "";
  await until(async () => {
    id = await jobs.enqueue(undefined, name, payload).catch(() => "");
    return id !== "";
  });
  return id;
}
