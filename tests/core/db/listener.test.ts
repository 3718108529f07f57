import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../../core/db/database.ts";
import { CHANNEL, Listener } from "../../../core/db/listener.ts";
import { openLog } from "../../../core/kernel/log.ts";
import { freshDatabase } from "../../support/database.ts";
import { until } from "../../support/until.ts";

let db: Database;
let drop: () => Promise<void>;
let listener: Listener;
const heard: string[] = [];

beforeAll(async () => {
  const fresh = await freshDatabase();
  ({ db, drop } = fresh);
  listener = new Listener(fresh.connection, openLog("silent"), (about) => heard.push(about));
  await listener.start();
});
afterAll(async () => {
  await listener.stop();
  await drop();
});

const tell = (about: string) => db.query({ text: "select pg_notify($1, $2)", values: [CHANNEL, about] });

test("what others tell is heard, once they have committed", async () => {
  await db.transaction(async (trx) => {
    await trx.query({ text: "select pg_notify($1, 'inside')", values: [CHANNEL] });
    await tell("beside");
    await until(async () => heard.includes("beside"));
    expect(heard).not.toContain("inside");
  });
  await until(async () => heard.includes("inside"));
});

test("case 115: a lost connection is made anew", async () => {
  const text = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'trellis listener'";
  await db.query({ text });
  await until(async () => {
    await tell("again");
    return heard.includes("again");
  });
});
