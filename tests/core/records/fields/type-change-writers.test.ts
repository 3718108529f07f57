// Nobody waits and nothing is lost while values move to another column, whichever process somebody writes through.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App } from "../../../../core/app/build-app.ts";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addParties } from "../../../support/many-contacts.ts";
import { secondApp } from "../../../support/second-app.ts";
import { promised } from "../../../support/quickly.ts";

let app: TestApp;
let other: App & { close(): Promise<void> };
let admin: TestPerson;
let field: CustomField;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  other = await secondApp(app);
  field = await app
    .get(services.customFields)
    .define(admin.actor, "contact", { key: "points", schema: { "x-type": "text" } });
  await other.get(services.definitions).refresh();
  await addParties(app, 3_000, `cf_${field.storage}`);
});
afterAll(async () => {
  await other.close();
  await app.stop();
});

const work = (id: string) => app.get(services.typeWork).work(id, { signal: new AbortController().signal });
const ids = async (): Promise<string[]> =>
  (await app.db.query<{ id: string }>({ text: "select id from contacts order by id" })).map((row) => row.id);

/** Writes numbers to these records in turn until told to stop; answers what the last acknowledged write of each was, and the slowest. */
function writer(through: App, mine: readonly string[], start: number) {
  const last = new Map<string, string>();
  let [isOver, slowest] = [false, 0];
  const running = (async () => {
    for (let n = start; !isOver; n++) {
      const id = mine[n % mine.length] ?? "";
      const begun = performance.now();
      await through.get(services.records).change(admin.actor, "contact", id, { custom: { points: String(n) } });
      slowest = Math.max(slowest, performance.now() - begun);
      last.set(id, String(n));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await running;
      return { last, slowest };
    },
  };
}

async function whileWriting(change: () => Promise<void>) {
  const all = await ids();
  const [mine, theirs] = [all.slice(0, 40), all.slice(40, 80)];
  const writers = [writer(app.app, mine, 10_000), writer(other, theirs, 50_000)];
  await change();
  await new Promise((later) => setTimeout(later, 200));
  const done = await Promise.all(writers.map((one) => one.stop()));
  return {
    expected: new Map(done.flatMap(({ last }) => [...last])),
    slowest: Math.max(...done.map((one) => one.slowest)),
  };
}

async function expectWritten(expected: ReadonlyMap<string, string>): Promise<void> {
  const found = new Map<string, string>();
  for (const id of expected.keys()) {
    const record = await app.records.get(admin.actor, "contact", id, { fields: ["custom.points"] });
    found.set(id, String(record.custom["points"]));
  }
  expect(found).toEqual(expected);
}

describe("3,000 contacts, two processes that write", () => {
  let changeId: string;

  test("lose no write while the type changes", async () => {
    const { expected, slowest } = await whileWriting(async () => {
      const wish = { schema: { "x-type": "integer" }, dryRun: false };
      ({ id: changeId } = await app.get(services.typeChanges).begin(admin.actor, field.id, wish));
      await work(changeId);
    });
    expect(await app.get(services.typeChanges).get(admin.actor, changeId)).toMatchObject({ state: "done", misfits: 0 });
    expect(expected.size).toBe(80);
    await expectWritten(expected);
    expect(slowest).toBeLessThan(promised(2_500));
    const [sum] = await app.db.query({
      text: `select count(*)::int as n from contacts where cf_${field.storage}_2 is not null`,
    });
    expect(sum).toEqual({ n: 3_000 });
  });

  test("and none while it is undone", async () => {
    const { expected } = await whileWriting(async () => {
      await app.get(services.typeChanges).undo(admin.actor, changeId);
      await work(changeId);
    });
    expect(await app.get(services.typeChanges).get(admin.actor, changeId)).toMatchObject({
      state: "undone",
      misfits: 0,
    });
    await expectWritten(expected);
  });

  test("cannot write where nobody reads, also in statements of many records", async () => {
    const stale = await secondApp(app);
    try {
      const wish = { schema: { "x-type": "integer" }, dryRun: false };
      const { id } = await app.get(services.typeChanges).begin(admin.actor, field.id, wish);
      await work(id);
      const column = `cf_${field.storage}`;
      const write = { text: `update contacts set ${column} = 'lost' where id = $1`, values: [(await ids())[0]] };
      await expect(stale.get(services.db).query(write)).rejects.toMatchObject({ code: "db.moved", status: 503 });
      const [record] = await ids();
      const change = { custom: { points: "77" } };
      expect(
        (await stale.get(services.records).change(admin.actor, "contact", record ?? "", change)).custom,
      ).toMatchObject({ points: 77 });
    } finally {
      await stale.close();
    }
  });
});

test("a job that wakes up after another has gone on writes nothing any more", async () => {
  const fields = app.get(services.customFields);
  const late = await fields.define(admin.actor, "contact", { key: "late", schema: { "x-type": "text" } });
  const [first = ""] = await ids();
  await app.records.change(admin.actor, "contact", first, { custom: { late: "1" } });
  const wish = { schema: { "x-type": "integer" }, dryRun: false };
  const { id } = await app.get(services.typeChanges).begin(admin.actor, late.id, wish);
  await Promise.all([work(id), work(id), work(id)].map((one) => one.catch(() => undefined)));
  await app.records.change(admin.actor, "contact", first, { custom: { late: 2 } });
  await work(id);
  expect((await app.records.get(admin.actor, "contact", first)).custom).toMatchObject({ late: 2 });
  const { past, generation } = await fields.get(late.id);
  expect([past.length, generation]).toEqual([1, 2]);
});
