// What a module tells reaches whoever listens, in order, and only if what it tells of has been committed.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RecordEvent } from "../../../core/events/events.ts";
import { newId } from "../../../core/kernel/ids.ts";
import { forgetEmitted, ownEvents } from "../../../core/plugins/emitted/own-events.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { faultsIn, emptyFolder } from "../../support/plugin-folder.ts";
import { root } from "../../support/sources.ts";
import { until } from "../../support/until.ts";

let app: TestApp;
let admin: TestPerson;
const heard: RecordEvent[] = [];

beforeAll(async () => {
  app = await startTestApp({
    background: true,
    pluginsDir: join(root, "tests/support/points"),
    plugins: ["moorings"],
  });
  admin = await app.person("admin");
  let failures = 1;
  const events = app.get(services.events);
  events.on("moorings.berthed", "test.ear", async (event) => {
    if (failures-- > 0) throw new Error("not yet");
    heard.push(event);
  });
  events.on("company.changed", "test.ear", async (event) => void heard.push(event));
  await until(async () => (await cursors()).includes("test.ear"));
});
afterAll(() => app.stop());

const cursors = async (): Promise<unknown[]> =>
  (await app.db.query<{ consumer: string }>({ text: "select consumer from event_cursors" })).map((row) => row.consumer);

const own = () => {
  const payload = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const announce = (): void => app.get(services.events).written();
  return ownEvents("moorings", [{ topic: "moorings.berthed", payload }], { db: app.db, announce });
};

test("it is heard after what it tells of, once it can be digested", async () => {
  const { id } = await app.records.create(admin.actor, "company", { name: "Kolev" });
  await admin.send(`/companies/${id}/actions/moorings.berth`);
  await until(async () => heard.length === 2);
  expect(heard.map(({ topic }) => topic)).toEqual(["company.changed", "moorings.berthed"]);
  expect(heard[1]).toMatchObject({ recordId: id, after: { companies: 1 }, before: null, actorId: admin.id });
});

test("with a transaction it is told if that is committed, and else never", async () => {
  const { emit } = own();
  const news = (n: number) => ({ topic: "moorings.berthed", recordId: newId(), payload: { n } });
  const failing = app.db.transaction(async (trx) => {
    await emit(admin.actor, news(1), trx);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await app.db.transaction(async (trx) => await emit(admin.actor, news(2), trx));
  await until(async () => heard.length >= 3);
  expect(heard.slice(2).map(({ after }) => after)).toEqual([{ n: 2 }]);
});

test("what the manifest does not say is refused", async () => {
  const { emit } = own();
  const recordId = newId();
  const undeclared = emit(admin.actor, { topic: "moorings.sunk", recordId, payload: { n: 1 } });
  await expect(undeclared).rejects.toThrow("lists no event");
  const wrong = emit(admin.actor, { topic: "moorings.berthed", recordId, payload: { n: "one" } });
  await expect(wrong).rejects.toThrow("/n must be integer");
});

test("it is forgotten after 90 days", async () => {
  await app.db.query({
    text: "update emitted_events set at = now() - interval '91 days' where payload = '{\"n\": 2}'",
  });
  await forgetEmitted(app.db);
  expect(await app.db.query({ text: "select payload from emitted_events" })).toEqual([{ payload: { companies: 1 } }]);
});

test("its name is its own, and none of those of records; its payload is a JSON Schema", async () => {
  const folder = await emptyFolder();
  const emits = [
    { topic: "harbours.full", payload: { type: "object" } },
    { topic: "moorings.changed", payload: { type: "object" } },
    { topic: "moorings.lost", payload: { type: "nothing" } },
  ];
  const manifest = {
    id: "moorings",
    version: "1.0.0",
    name: { en: "Moorings" },
    description: { en: "Moorings." },
    category: "tools",
    icon: "ship",
    engines: { trellis: "^0.1.0" },
    main: "index.js",
    contributes: { events: { emits } },
  };
  await folder.write("plugin.json", manifest);
  await folder.write("index.js", "");
  expect((await faultsIn(folder)).toSorted()).toEqual([
    "plugin.json#/contributes/events/emits/0: plugins.name_not_own",
    "plugin.json#/contributes/events/emits/1/topic: plugins.event_of_records",
    "plugin.json#/contributes/events/emits/2/payload: plugins.bad_payload",
  ]);
});
