// A new master key, while people work (case 35): nothing is lost, nothing can be moved, and it goes on where it was broken off.
import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sealedColumns } from "../../../core/app/sealed-columns.ts";
import { placeOf } from "../../../core/plugins/settings/effective.ts";
import { countStale, reseal } from "../../../core/security/reseal.ts";
import { Seal } from "../../../core/security/seal.ts";
import { freshDatabase, type TestDatabase } from "../../support/database.ts";

const [old, next] = ["an old master key of thirty-two signs", "a new master key of thirty-two signs"];
const before = new Seal(old);
const during = new Seal(next, old);
const after = new Seal(next);
const place = (key: string): string => placeOf("erp", key, { scope: "company", id: null });

let at: TestDatabase;
beforeAll(async () => void (at = await freshDatabase()));
afterAll(async () => await at.drop());

async function put(seal: Seal, key: string, text: string): Promise<void> {
  await at.db.query({
    text: `insert into plugin_settings (plugin, key, changed_by, sealed) values ('erp', $1, 'test', $2)
      on conflict (plugin, key, team_id, user_id) do update set sealed = excluded.sealed`,
    values: [key, seal.close(text, place(key))],
  });
}

async function all(seal: Seal): Promise<Record<string, string | undefined>> {
  const rows = await at.db.query<{ key: string; sealed: Buffer }>({ text: "select key, sealed from plugin_settings" });
  return Object.fromEntries(rows.map(({ key, sealed }) => [key, seal.open(sealed, place(key))]));
}

describe("case 35: a new master key", () => {
  const expected: Record<string, string> = {};

  test("opens what the one before sealed, as long as both are there", async () => {
    for (let n = 0; n < 250; n++) await put(before, `k${n}`, (expected[`k${n}`] = `CANARY-${n}`));
    expect(await all(during)).toEqual(expected);
    expect(Object.values(await all(after)).filter(Boolean)).toEqual([]);
    expect(await countStale(at.db, during, sealedColumns)).toBe(250);
  });

  test("seals everything anew, and goes on where it was broken off", async () => {
    const broken = reseal(at.db, during, sealedColumns, (done) => {
      if (done > 0) throw new Error("killed");
    });
    await expect(broken).rejects.toThrow("killed");
    expect(await countStale(at.db, during, sealedColumns)).toBe(150);
    expect(await all(during)).toEqual(expected);
  });

  test("loses nothing that is written meanwhile", async () => {
    const writer = async (): Promise<void> => {
      for (let n = 0; n < 250; n += 5) await put(during, `k${n}`, (expected[`k${n}`] = `CANARY-again-${n}`));
    };
    const [done] = await Promise.all([reseal(at.db, during, sealedColumns), writer()]);
    expect(done.unreadable).toBe(0);
    expect(await countStale(at.db, during, sealedColumns)).toBe(0);
    expect(await all(after)).toEqual(expected);
  });

  test("is not told as if somebody had set something", async () => {
    const told = await at.db.query({ text: "select from definition_changes where sort = 'setting'" });
    const sets = 250 + 50;
    expect(told).toHaveLength(sets);
  });

  test("leaves alone, and counts, what no key opens", async () => {
    await put(new Seal("a master key that nobody has any more"), "lost", "x");
    expect(await reseal(at.db, after, sealedColumns)).toEqual({ done: 0, unreadable: 1 });
    await at.db.query({ text: "delete from plugin_settings where key = 'lost'" });
  });

  test("is in no table, and neither is what it sealed", async () => {
    const rows = await at.db.query({
      text: "select encode(sealed, 'escape') as shown, changed_by from plugin_settings",
    });
    expect(JSON.stringify(rows)).not.toContain("CANARY");
  });
});

describe("what was sealed", () => {
  test("opens for no other row and no other field", async () => {
    await at.db.query({
      text: "update plugin_settings set sealed = (select sealed from plugin_settings where key = 'k1') where key = 'k2'",
    });
    expect((await all(after))["k2"]).toBeUndefined();
  });

  test("before keys had names still opens, and is sealed anew", async () => {
    const key = new Uint8Array(hkdfSync("sha256", next, "", "trellis sealed values", 32));
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place("k2")));
    const body = Buffer.concat([cipher.update("old form"), cipher.final()]);
    await at.db.query({
      text: "update plugin_settings set sealed = $1 where key = 'k2'",
      values: [Buffer.concat([nonce, cipher.getAuthTag(), body])],
    });
    expect((await all(after))["k2"]).toBe("old form");
    expect(await reseal(at.db, after, sealedColumns)).toEqual({ done: 1, unreadable: 0 });
    expect((await all(after))["k2"]).toBe("old form");
  });
});

test("every column of sealed values is known to whoever seals anew", async () => {
  const found = await at.db.query<{ name: string }>({
    text: `select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea' and (column_name like '%sealed%' or table_name = 'mails') order by 1`,
  });
  expect(found.map(({ name }) => name)).toEqual(
    sealedColumns.map(({ table, column }) => `${table}.${column}`).toSorted(),
  );
});
