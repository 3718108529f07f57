// Backups: whole, of one moment, restorable, and refused before anything is overwritten when they are not (case 118).
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claim, prepare, takeIn } from "../../../core/backup/arriving.ts";
import { inside } from "../../../core/app/inside.ts";
import { progressIn, tellProgress } from "../../../core/backup/progress.ts";
import { Backups } from "../../../core/backup/backups.ts";
import { openDatabase } from "../../../core/db/open.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { applicationSettings, freshDatabase, type TestDatabase } from "../../support/database.ts";
import { system } from "../../support/people.ts";

const SECRET = "a secret for backups only, 32 signs";

let app: TestApp;
let admin: TestPerson;
let root: string;
let empty: TestDatabase;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "trellis-backups-"));
  app = await startTestApp();
  admin = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  for (let n = 0; n < 300; n++)
    await app.records.create(admin.actor, "company", { name: `CANARY ${n}\t"quoted" \\back\nline` });
  await mkdir(join(root, "files/ab"), { recursive: true });
  await writeFile(join(root, "files/ab/one"), randomBytes(300_000));
  empty = await freshDatabase();
});
afterAll(async () => {
  await app.stop();
  await empty.drop();
  await rm(root, { recursive: true, force: true });
});

interface On {
  readonly database?: string;
  readonly folder?: string;
  readonly files?: string;
  readonly secret?: string;
  readonly secretPrevious?: string;
}

async function nameOf(db: TestApp["db"]): Promise<string> {
  const [row] = await db.query<{ name: string }>({ text: "select current_database() as name" });
  return row?.name ?? "";
}

async function backups(on: On = {}): Promise<Backups> {
  const database = on.database ?? (await nameOf(app.db));
  return new Backups({
    open: () => openDatabase({ ...applicationSettings(database), applicationName: "trellis backup", poolMax: 2 }),
    folder: on.folder ?? join(root, "backups"),
    files: on.files ?? join(root, "files"),
    secret: on.secret ?? SECRET,
    secretPrevious: on.secretPrevious,
  });
}

const companies = async (db: TestApp["db"]): Promise<number> =>
  (await db.query<{ count: number }>({ text: "select count(*)::int as count from companies" }))[0]?.count ?? 0;

describe("case 118: a backup", () => {
  test("is made beside everybody's work, of one moment, and lists what is in it", async () => {
    const writing = (async () => {
      for (let n = 0; n < 20; n++) await app.records.create(admin.actor, "company", { name: `beside ${n}` });
    })();
    const made = await (await backups()).create();
    await writing;
    expect(made).toMatchObject({ files: 1, drill: null });
    expect(made.rows).toBeGreaterThan(600);
    expect(await (await backups()).list()).toEqual([made]);
  });

  test("holds no word that could be read without the key", async () => {
    const [name = ""] = (await readdir(join(root, "backups"))).filter((one) => one.endsWith(".backup"));
    const bytes = await readFile(join(root, "backups", name));
    expect(bytes.includes("CANARY") || bytes.includes("companies")).toBe(false);
  });

  test("is restored into an empty place: every row, checksum, index, trigger, number and file", async () => {
    const [line] = await (await backups()).list();
    const files = join(root, "restored/files");
    const there = await backups({ database: await nameOf(empty.db), files });
    await expect(there.restore(line?.name ?? "", { force: false })).rejects.toMatchObject({
      code: "backups.not_empty",
    });
    await there.restore(line?.name ?? "", { force: true });
    for (const text of shapes) expect(await empty.db.query({ text })).toEqual(await app.db.query({ text }));
    expect(await readFile(join(files, "ab/one"))).toEqual(await readFile(join(root, "files/ab/one")));
    await empty.db.query({
      text: "insert into definition_changes (actor_id, source, sort, subject, title) values ('x', 'job', 'word', 'a', 'b')",
    });
    await expect(empty.db.query({ text: "delete from changes" })).rejects.toThrow();
  });

  test("is verified in a database that is thrown away", async () => {
    const all = await backups();
    const [line] = await all.list();
    expect(await all.verify(line?.name ?? "")).toEqual({ ok: true, tables: [], auditDamage: 0 });
    expect((await all.list())[0]).toMatchObject({ drill: { ok: true } });
    expect((await readdir(join(root, "backups"))).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("whose files had arrived when the process was killed is whole with the next start", async () => {
    const files = join(root, "killed/files");
    await mkdir(join(files, "ab"), { recursive: true });
    await writeFile(join(files, "ab/old"), "from before");
    const { folder, mark } = await prepare(files);
    await writeFile(join(folder, "new"), "from the backup");
    expect(await takeIn(empty.db, files), "the database is not the backup's yet").toBeUndefined();
    await empty.db.transaction(async (trx) => await claim(trx, mark));
    expect(await takeIn(empty.db, files)).toBe(`${files}.before`);
    expect(await takeIn(empty.db, files), "once").toBeUndefined();
    expect([await readdir(files), await readdir(`${files}.before`)]).toEqual([["new"], ["ab"]]);
  });

  test("whose files were half in place when the process was killed is whole with the next start", async () => {
    const files = join(root, "half/files");
    await mkdir(files, { recursive: true });
    const { folder, mark } = await prepare(files);
    await writeFile(join(folder, "new"), "from the backup");
    await empty.db.transaction(async (trx) => await claim(trx, mark));
    await rename(files, `${files}.before`);
    await takeIn(empty.db, files);
    expect([await readdir(files), await readdir(`${files}.before`)]).toEqual([["new"], []]);
    const next = await prepare(files);
    expect(await takeIn(empty.db, files), "another mark").toBeUndefined();
    expect(await readdir(next.folder)).toEqual([]);
  });

  test("opens with the master key before, as long as that is named", async () => {
    const [line] = await (await backups()).list();
    const renewed = { secret: "another secret of thirty-two signs!", database: await nameOf(empty.db) };
    const restored = await backups({ ...renewed, secretPrevious: SECRET, files: join(root, "renewed/files") });
    await restored.restore(line?.name ?? "", { force: true });
    expect(await companies(empty.db)).toBeGreaterThan(299);
  });
});

describe("what cannot be used is told before anything is overwritten", () => {
  const broken: readonly (readonly [string, string, (bytes: Buffer) => Buffer])[] = [
    ["cut off", "backups.cut_off", (bytes) => bytes.subarray(0, bytes.length - 100)],
    ["without its last piece", "backups.cut_off", (bytes) => bytes.subarray(0, 60_000)],
    [
      "with one bit changed",
      "backups.damaged",
      (bytes) => (bytes.writeUInt8(bytes.readUInt8(5_000) ^ 1, 5_000), bytes),
    ],
    ["that is another file", "backups.no_backup", () => Buffer.alloc(5_000, "no backup at all ")],
    ["that is empty", "backups.cut_off", () => Buffer.alloc(0)],
  ];

  test.each(broken)("a backup %s", async (_how, code, bend) => {
    const [line] = await (await backups()).list();
    const path = join(root, "bent.backup");
    await writeFile(path, bend(await readFile(join(root, "backups", line?.name ?? ""))));
    const there = await backups({ database: await nameOf(empty.db) });
    const before = await companies(empty.db);
    await expect(there.restore(path, { force: true })).rejects.toMatchObject({ code });
    expect(await companies(empty.db)).toBe(before);
  });

  test("a backup of another master key", async () => {
    const [line] = await (await backups()).list();
    const there = await backups({ secret: "another secret of thirty-two signs!", database: await nameOf(empty.db) });
    await expect(there.restore(line?.name ?? "", { force: true })).rejects.toMatchObject({ code: "backups.wrong_key" });
    expect(await companies(empty.db)).toBeGreaterThan(299);
  });

  test("and a database under the hands of a running server", async () => {
    const [line] = await (await backups()).list();
    const working = openDatabase({
      ...applicationSettings(await nameOf(empty.db)),
      applicationName: "trellis application",
    });
    await working.query({ text: "select 1" });
    const there = await backups({ database: await nameOf(empty.db) });
    await expect(there.restore(line?.name ?? "", { force: true })).rejects.toMatchObject({
      code: "backups.server_is_running",
    });
    await working.close();
  });
});

describe("a backup that does not come about", () => {
  test("because it was given up leaves the ones before, and no half one", async () => {
    const all = await backups();
    const before = await all.list();
    await expect(all.create(AbortSignal.abort())).rejects.toThrow();
    expect(await all.list()).toEqual(before);
    expect((await readdir(all.folder)).filter((name) => name.endsWith(".half"))).toEqual([]);
  });

  test("by a process that was killed is no backup", async () => {
    const all = await backups();
    const before = await all.list();
    await writeFile(join(all.folder, "trellis-20260101T000000Z.backup.half"), "half");
    expect(await all.list()).toEqual(before);
  });
});

test("the newest are kept", async () => {
  const all = await backups({ folder: join(root, "kept") });
  await mkdir(all.folder);
  for (const day of ["01", "02", "03"]) {
    await writeFile(join(all.folder, `trellis-202601${day}T020000Z.backup`), "x");
    await truncate(join(all.folder, `trellis-202601${day}T020000Z.backup`), 1);
  }
  await all.prune(2);
  expect((await all.list()).map(({ name }) => name)).toEqual([
    "trellis-20260103T020000Z.backup",
    "trellis-20260102T020000Z.backup",
  ]);
});

test("how far one is that is being made is told, until it is made or whoever made it is silent", async () => {
  const folder = join(root, "telling");
  await mkdir(folder);
  const now = {
    name: "trellis-20260101T020000Z.backup",
    startedAt: "2026-01-01T02:00:00.000Z",
    tables: 3,
    ofTables: 80,
    bytes: 7,
  };
  const telling = tellProgress(folder, () => now);
  await expect.poll(() => progressIn(folder)).toEqual(now);
  await telling.end();
  expect(await progressIn(folder)).toBeUndefined();
  await writeFile(
    join(folder, "progress.json"),
    JSON.stringify({ ...now, at: new Date(Date.now() - 60_000).toISOString() }),
  );
  expect(await progressIn(folder)).toBeUndefined();
  await (await backups({ folder })).create();
  expect((await readdir(folder)).filter((one) => one.startsWith("progress"))).toEqual([]);
});

test("programs list them and have one made", async () => {
  const { folder } = app.get(inside.backups);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "progress.json"),
    JSON.stringify({
      name: "x",
      startedAt: "2026-01-01T02:00:00.000Z",
      tables: 3,
      ofTables: 80,
      bytes: 7,
      at: new Date().toISOString(),
    }),
  );
  expect(await (await admin.api("GET", "/api/v1/backups")).json()).toMatchObject({
    data: [],
    progress: { tables: 3, ofTables: 80 },
  });
  expect(await (await admin.visit("/settings/backups")).text()).toContain("table 3 of 80");
  const part = await admin.visit("/settings/backups/progress", { headers: { "HX-Request": "true" } });
  expect(await part.text()).toContain("table 3 of 80");
  const seller = await app.person("sales");
  expect([
    (await seller.api("GET", "/api/v1/backups")).status,
    (await seller.api("POST", "/api/v1/backups")).status,
  ]).toEqual([403, 403]);
});

test("the page shows them to whoever may, red while none was ever restored", async () => {
  const page = await (await admin.visit("/settings/backups")).text();
  expect(page).toContain("No backup has been restored for a test");
  const seller = await app.person("sales");
  expect((await seller.visit("/settings/backups")).status).toBe(403);
  expect((await seller.send("/settings/backups")).status).toBe(403);
});

/** What a database is, besides its rows: the same before and after. */
const shapes = [
  `select table_schema, table_name, column_name, data_type, is_nullable, column_default, is_identity from information_schema.columns
    where table_schema = 'public' order by 1, 2, 3`,
  "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2",
  `select conrelid::regclass::text as at, conname, pg_get_constraintdef(oid) as def from pg_constraint
    where connamespace = 'public'::regnamespace and contype <> 'n' order by 1, 2`,
  `select tgrelid::regclass::text as at, tgname, tgenabled, pg_get_triggerdef(oid) as def from pg_trigger where not tgisinternal order by 1, 2`,
  "select p.oid::regprocedure::text as name, md5(prosrc) as body from pg_proc p where pronamespace = 'public'::regnamespace order by 1",
  "select id, checksum from migrations order by 1",
  "select id, name, owner_id from contacts order by id",
  "select relname, reloptions from pg_class where reloptions is not null and relnamespace = 'public'::regnamespace order by 1",
];
