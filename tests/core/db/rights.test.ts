import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Backups } from "../../../core/backup/backups.ts";
import { migrateCore } from "../../../core/db/launch.ts";
import { openDatabase } from "../../../core/db/open.ts";
import { rightsOf } from "../../../core/db/rights.ts";
import type { Database } from "../../../core/db/database.ts";
import { readSettings } from "../../../core/settings/read-settings.ts";
import { applicationSettings, asSuperuser, freshDatabase, type TestDatabase } from "../../support/database.ts";

const line = `insert into changes (kind, record_id, version, action, after, actor_id, source)
  values ('contact', gen_random_uuid(), 1, 'created', '{"name":"Ana"}', 'test', 'page')`;
const refused = { code: "42501" };

/** What must not be possible, and what must, whoever owns the table. */
async function expectGuarded(db: Database): Promise<void> {
  await db.query({ text: line });
  for (const text of [
    "update changes set actor_id = 'somebody else'",
    `update changes set after = '{"name":"Bob"}'`,
    "update changes set before = null, after = null, at = now()",
    "delete from changes",
    "truncate changes",
  ])
    await expect(db.query({ text }), text).rejects.toMatchObject(refused);
  await db.query({ text: "select forget_history('contact')" });
  const rows = await db.query({ text: "select actor_id, after from changes" });
  expect(rows).toEqual([{ actor_id: "test", after: null }]);
}

describe("case 89: with one role", () => {
  let base: TestDatabase;
  beforeAll(async () => {
    base = await freshDatabase();
  });
  afterAll(() => base.drop());

  test("lines of the history cannot be changed or removed, only forgotten", () => expectGuarded(base.db));
  test("the role is told to be no more than it needs to be", async () =>
    expect(await rightsOf(base.db)).toMatchObject({ mighty: false, apart: false }));
});

describe("case 89: with an owner of its own", () => {
  const owner = `owner_${process.pid}`;
  const name = `owned_${process.pid}`;
  let db: Database;
  let ownerUrl: string;

  beforeAll(async () => {
    await asSuperuser(`create role ${owner} login in role trellis`);
    await asSuperuser(`create database ${name} owner ${owner}`);
    const { connection } = applicationSettings(name);
    ownerUrl = `postgresql://${owner}:any@localhost/${name}?host=${encodeURIComponent(connection.host)}`;
    const settings = readSettings({ DATABASE_OWNER_URL: ownerUrl, TRELLIS_SECRET: "x".repeat(32) });
    expect((await migrateCore(settings, connection)).length).toBeGreaterThan(5);
    expect(await migrateCore(settings, connection)).toEqual([]);
    db = openDatabase(applicationSettings(name));
  });
  afterAll(async () => {
    await db.close();
    await asSuperuser(`drop database ${name} with (force)`);
    await asSuperuser(`drop role ${owner}`);
  });

  test("the application's role can add to the history and no more", async () => {
    expect(await rightsOf(db)).toMatchObject({ mighty: false, apart: true });
    await expectGuarded(db);
    await expect(db.query({ text: "alter table changes disable trigger all" })).rejects.toMatchObject(refused);
  });

  test("it can still make columns, tables and indexes for fields and kinds of the company's own", async () => {
    await db.query({ text: "alter table contacts add column x_region text" });
    await db.query({ text: "create index contacts_x_region on contacts (x_region)" });
    await db.query({ text: "create table k_boats (id uuid primary key)" });
    await db.query({ text: "create schema jobs" });
    await db.query({
      text: "insert into contacts (id, name, created_by, updated_by) values (gen_random_uuid(), 'Ana', 'x', 'x')",
    });
  });

  test("the application's role makes a backup, and the owner puts it back with everything where it belongs", async () => {
    const folder = await mkdtemp(join(tmpdir(), "trellis-owned-"));
    const { connection } = applicationSettings(name);
    const as = (who: string | typeof connection) =>
      new Backups({
        open: () => openDatabase({ ...applicationSettings(name), connection: who, poolMax: 2 }),
        folder,
        files: join(folder, "files"),
        secret: "a secret of thirty-two signs, so.",
        secretPrevious: undefined,
      });
    const made = await as(connection).create();
    await db.query({ text: "delete from contacts" });
    await as(ownerUrl).restore(made.name, { force: true });
    await migrateCore(readSettings({ DATABASE_OWNER_URL: ownerUrl, TRELLIS_SECRET: "x".repeat(32) }), connection);
    expect(await db.query({ text: "select name from contacts" })).toEqual([{ name: "Ana" }]);
    expect(await rightsOf(db)).toMatchObject({ mighty: false, apart: true });
    for (const text of ["delete from changes", "delete from audit_events", "update audit_seals set day = day"])
      await expect(db.query({ text }), text).rejects.toMatchObject(refused);
    await db.query({ text: "alter table contacts add column x_later text" });
    await rm(folder, { recursive: true });
  });
});

describe("case 89: with a role that only reads, made as the manual says", () => {
  const role = `reports_${process.pid}`;
  let base: TestDatabase;
  let reader: Database;

  beforeAll(async () => {
    base = await freshDatabase();
    const manual = await readFile("docs/operating.md", "utf8");
    const [, block = ""] = /```sql\n(create role trellis_reports[\s\S]*?)```/.exec(manual) ?? [];
    const [made = "", ...granted] = block.replaceAll("trellis_reports", role).split(";\n").filter(Boolean);
    await asSuperuser(made.replace("'…'", "'any'"));
    for (const text of granted) await base.db.query({ text });
    const connection = { ...base.connection, user: role };
    reader = openDatabase({ ...applicationSettings(connection.database), connection });
  });
  afterAll(async () => {
    await reader.close();
    await base.drop();
    await asSuperuser(`drop role ${role}`);
  });

  test("it reads what reports and files are made of, kinds that come later too", async () => {
    await base.db.query({ text: "create table k_later (id uuid primary key)" });
    for (const table of ["contacts", "companies", "deals", "deal_stage_history", "users", "changes", "k_later"])
      expect(await reader.query({ text: `select count(*)::int as n from ${table}` }), table).toEqual([{ n: 0 }]);
  });

  test.each([
    "insert into contacts (id, name, created_by, updated_by) values (gen_random_uuid(), 'Ana', 'x', 'x')",
    "update deals set name = ''",
    "delete from changes",
    "select * from passwords",
    "select * from sessions",
    "select * from api_tokens",
    "create table anything (id int)",
    "select forget_history('contact')",
    "select forget_history_some('contact', 1)",
    "select forget_audit(1, '')",
  ])("it may not: %s", async (text) => await expect(reader.query({ text })).rejects.toMatchObject(refused));
});
