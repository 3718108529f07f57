// What commands do to backups, to the master key and to modules stands in the audit trail, as done from the command line.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { copyOfVisits, emptyFolder } from "../../support/plugin-folder.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

// Each command starts the application, and a backup that is tested a database server of its own.
vi.setConfig({ testTimeout: 120_000 });

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

/** Lines of the trail with these actions, the oldest first. */
const lines = async (like: string) =>
  await desk.db.query({
    text: "select action, actor_id, source, detail from audit_events where action like $1 order by seq",
    values: [like],
  });
const byCommand = (action: string, detail: unknown) => ({ action, actor_id: "system:cli", source: "cli", detail });
const done = async (argv: readonly string[], env: Record<string, string> = {}) => {
  const said = await desk.trellis(argv, env);
  expect([argv, said.code, said.errors]).toEqual([argv, 0, ""]);
  return said;
};

describe("a backup", () => {
  test("that a command made, tested and brought back is in the trail, and a rehearsal is not", async () => {
    await done(["backup", "create", "--dry-run"]);
    expect(await lines("backup.%")).toEqual([]);
    const made = (await done(["backup", "create", "--json"])).json as { name: string; bytes: number; rows: number };
    const created = byCommand("backup.created", { name: made.name, bytes: made.bytes, rows: made.rows });
    expect(await lines("backup.%")).toEqual([created]);
    await done(["backup", "verify"]);
    const verified = byCommand("backup.verified", { name: made.name, ok: true });
    expect(await lines("backup.%")).toEqual([created, verified]);
    await done(["backup", "restore", made.name, "--dry-run"]);
    expect(await lines("backup.%")).toEqual([created, verified]);
  });

  test("that was brought back stands last in the trail that came back with it", async () => {
    const [{ name } = { name: "" }] = (await done(["backup", "list", "--json"])).json as { name: string }[];
    await desk.db.query({ text: "insert into settings (path, value) values ('company.name', '\"Later\"')" });
    await done(["backup", "restore", name, "--force", "--yes"]);
    expect(await desk.db.query({ text: "select value from settings where path = 'company.name'" })).toEqual([]);
    expect(await lines("backup.%")).toEqual([byCommand("backup.restored", { name })]);
  });

  test("that nobody confirmed is not brought back, and not in the trail", async () => {
    const [{ name } = { name: "" }] = (await done(["backup", "list", "--json"])).json as { name: string }[];
    const before = await lines("backup.%");
    expect((await desk.trellis(["backup", "restore", name, "--force"])).code).toBe(4);
    expect((await desk.trellis(["backup", "verify", "trellis-20200101T000000Z.backup"])).code).toBe(1);
    expect(await lines("backup.%")).toEqual(before);
  });
});

test("a new master key, and what was sealed anew with it, are in the trail without the key", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-key-"));
  const kept = { TRELLIS_SECRET: "", DATA_DIR: dataDir };
  await done(["user", "list"], kept);
  await done(["secret", "renew", "--dry-run"], kept);
  expect(await lines("secret.%")).toEqual([]);
  await done(["secret", "renew", "--yes"], kept);
  await done(["secret", "rotate", "--dry-run"], kept);
  await done(["secret", "rotate"], kept);
  expect(await lines("secret.%")).toEqual([
    byCommand("secret.renewed", null),
    byCommand("secret.rotated", { done: 0, unreadable: 0, left: 0 }),
  ]);
  expect((await desk.trellis(["secret", "renew", "--yes"])).code, "a key that was given is not renewed").toBe(1);
  expect(await lines("secret.%")).toHaveLength(2);
  await rm(dataDir, { recursive: true, force: true });
});

test("a module that was switched by a command says so in the trail, step for step", async () => {
  const own = await emptyFolder();
  await copyOfVisits(own);
  const within = { TRELLIS_PLUGINS_DIR: own.path };
  await done(["plugin", "enable", "visits", "--agree"], within);
  await done(["plugin", "disable", "visits"], within);
  await done(["plugin", "remove", "visits"], within);
  const text = `select actor_id, source, detail ->> 'action' as action from audit_events
    where action = 'module.changed' and record_id = 'visits' order by seq`;
  const by = (action: string) => ({ actor_id: "system:cli", source: "cli", action });
  expect(await desk.db.query({ text })).toEqual([by("enable"), by("disable"), by("remove")]);
});
