import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../../core/db/database.ts";
import { openDatabase } from "../../../core/db/open.ts";
import { withReserve } from "../../../core/db/reserve.ts";
import { applicationSettings, freshDatabase, type TestDatabase } from "../../support/database.ts";

let base: TestDatabase;
let main: Database;
let door: Database;
beforeAll(async () => {
  base = await freshDatabase();
  const settings = { ...applicationSettings(base.connection.database), acquireTimeout: 500 };
  main = openDatabase({ ...settings, poolMax: 2, queue: 0 });
  const reserve = openDatabase({ ...settings, poolMax: 1, applicationName: "reserve" });
  door = withReserve(main, reserve);
});
afterAll(async () => {
  await Promise.all([main.close(), door.close()]);
  await base.drop();
});

const who = { text: "select current_setting('application_name') as name" };

describe("case 100: the reserved connection", () => {
  test("is left alone while others are free", async () => {
    expect(await door.query(who)).not.toEqual([{ name: "reserve" }]);
  });

  test("answers when all others are taken, to everybody in turn", async () => {
    let free = (): void => undefined;
    const taken = new Promise<void>((resolve) => (free = resolve));
    const busy: Promise<void>[] = [];
    for (let number = 0; number < 2; number++)
      await new Promise<void>((begun) => {
        busy.push(main.transaction((trx) => trx.query(who).then(() => (begun(), taken))));
      });
    await expect(main.query(who)).rejects.toMatchObject({ code: "db.busy" });
    const answers = await Promise.all(Array.from({ length: 50 }, () => door.query(who)));
    expect(new Set(answers.map((rows) => JSON.stringify(rows)))).toEqual(new Set(['[{"name":"reserve"}]']));
    await door.transaction(async (trx) => expect(await trx.query(who)).toEqual([{ name: "reserve" }]));
    free();
    await Promise.all(busy);
  });
});
