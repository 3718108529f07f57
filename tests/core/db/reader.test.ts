// What a replica of streaming replication does stands in tests/slow/replica.test.ts; here: what happens without a usable one.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../../../core/db/open.ts";
import { Replica } from "../../../core/db/reader.ts";
import { openLog } from "../../../core/kernel/log.ts";
import { applicationSettings, freshDatabase, type TestDatabase } from "../../support/database.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await freshDatabase();
});
afterAll(() => base.drop());

const log = openLog("silent");

test("a database that is no replica is not read: it may know less or more than the one that is written", async () => {
  const other = openDatabase(applicationSettings(base.connection.database));
  expect(await new Replica(base.db, other, log).database()).toBe(base.db);
  await other.close();
});

test("a replica nobody answers for is asked once, and then left alone for a while", async () => {
  let asked = 0;
  const gone = { ...base.db, query: () => (asked++, Promise.reject(new Error("gone"))) };
  const reader = new Replica(base.db, gone, log);
  for (let time = 0; time < 3; time++) expect(await reader.query({ text: "select 1 as one" })).toEqual([{ one: 1 }]);
  expect(asked).toBe(1);
});

test("a mistake in the statement is told, not hidden by asking elsewhere", async () => {
  const reader = new Replica(base.db, base.db, log);
  await expect(reader.query({ text: "select nothing_of_this_name" })).rejects.toThrow("nothing_of_this_name");
});
