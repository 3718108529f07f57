import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../../../core/db/database.ts";
import { openDatabase } from "../../../../core/db/open.ts";
import { openLog } from "../../../../core/kernel/log.ts";
import { readAnchors } from "../../../../core/security/audit/anchors.ts";
import { sealOnce } from "../../../../core/security/audit/seal.ts";
import { Sealer } from "../../../../core/security/audit/sealer.ts";
import { type Damage, verifyAudit } from "../../../../core/security/audit/verify.ts";
import { writeAudit } from "../../../../core/security/audit/write-audit.ts";
import { allReadable } from "../../../support/readable.ts";
import { until } from "../../../support/until.ts";
import { applicationSettings, freshDatabase, type TestDatabase } from "../../../support/database.ts";

let base: TestDatabase;
let folder: string;
beforeEach(async () => {
  [base, folder] = [await freshDatabase(), await mkdtemp(join(tmpdir(), "trellis-anchors-"))];
});
afterEach(async () => {
  await base.drop();
  await rm(folder, { recursive: true });
});

/** Lines of the history and deeds of ten people, each a transaction of its own. */
async function live(count: number): Promise<void> {
  const change = `insert into changes (kind, record_id, version, action, before, after, actor_id, source)
    values ('contact', gen_random_uuid(), 1, 'created', null, jsonb_build_object('name', 'Ana ' || $1::text), 'person ' || $1::int % 10, 'page')`;
  for (let at = 0; at < count; at++) {
    await base.db.query({ text: change, values: [at] });
    const doer = { id: `person ${at % 10}`, source: "page" } as const;
    await writeAudit(base.db, doer, { action: "field.revealed", detail: { at } });
  }
}

const sealer = () => new Sealer({ db: base.db, log: openLog("fatal"), folder });

/** Everything that was written is sealed. */
async function seal(): Promise<void> {
  await allReadable(base.db);
  await sealer().sealAll();
}
const verdict = async () => await verifyAudit(base.db, await readAnchors(folder));
const isWhole = { damage: [], open: 0 };

/** Somebody who owns the tables does something that the guards would refuse, and puts them back. */
async function behindTheGuards(work: (db: Pick<Database, "query">) => Promise<unknown>): Promise<void> {
  const tables = ["changes", "audit_events", "audit_seals"];
  await base.db.transaction(async (trx) => {
    for (const table of tables) await trx.query({ text: `alter table ${table} disable trigger user` });
    await work(trx);
    for (const table of tables) await trx.query({ text: `alter table ${table} enable trigger user` });
  });
}

describe("a trail that nobody touched", () => {
  test("is whole, sealed at several times, and with an anchor outside", async () => {
    expect(await verdict()).toMatchObject({ ...isWhole, lines: 0, anchors: 0 });
    await live(20);
    await seal();
    await live(10);
    await seal();
    expect(await verdict()).toMatchObject({ ...isWhole, lines: 60, anchors: 1 });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d\.json$/)]);
  });

  test("counts what is too young to be sealed", async () => {
    await live(3);
    expect(await verdict()).toMatchObject({ damage: [], lines: 0, open: 6 });
  });

  test("waits for a transaction that is still open, and seals in one order", async () => {
    await base.db.transaction(async (trx) => {
      await writeAudit(trx, { id: "slow", source: "page" }, { action: "test.slow" });
      await live(2);
      expect(await sealOnce(base.db)).toBe(0);
    });
    await seal();
    const [first] = await base.db.query<{ seqs: string[] }>({
      text: "select seqs from audit_seals where trail = 'event'",
    });
    expect(first?.seqs).toHaveLength(3);
    expect(await verdict()).toMatchObject(isWhole);
  });

  test("case 105: has no fork and no gap when many write and two processes seal", async () => {
    const other = openDatabase(applicationSettings(base.connection.database));
    const writers = Array.from({ length: 40 }, async (_, who) => {
      for (let n = 0; n < 10; n++)
        await writeAudit(
          who % 2 ? base.db : other,
          { id: `writer ${who}`, source: "api" },
          { action: "test.written", detail: { n } },
        );
    });
    let isWriting = true;
    const sealing = [base.db, other].map(async (db) => {
      while (isWriting) await sealOnce(db);
    });
    await Promise.all(writers);
    isWriting = false;
    await Promise.all(sealing);
    await seal();
    expect(await verdict()).toMatchObject({ ...isWhole, lines: 400 });
    await other.close();
  });

  test("is sealed by a process that works, while it works and before it ends", async () => {
    const working = sealer();
    working.start();
    await live(1);
    await until(async () => (await verdict()).open === 0);
    await live(1);
    await allReadable(base.db);
    await working.stop();
    expect(await verdict()).toMatchObject({ ...isWhole, lines: 4, anchors: 1 });
  });

  test("lets what a record held be forgotten, and says how much was", async () => {
    await live(4);
    await seal();
    const [one] = await base.db.query<{ id: string }>({ text: "select record_id as id from changes limit 1" });
    await base.db.query({ text: "select forget_history('contact', array[$1::uuid])", values: [one?.id] });
    await seal();
    expect(await verdict()).toMatchObject({ ...isWhole, forgotten: 1 });
  });
});

type Tamper = (db: Pick<Database, "query">, seq: string) => Promise<Damage["what"]>;
const one =
  (text: string, what: Damage["what"]): Tamper =>
  async (db, seq) => {
    await db.query({ text, values: [seq] });
    return what;
  };

const tampers: readonly (readonly ["changes" | "audit_events", Tamper])[] = [
  ["changes", one("update changes set actor_id = 'somebody else' where seq = $1", "line_changed")],
  ["changes", one('update changes set after = after || \'{"name": "Bob"}\' where seq = $1', "line_changed")],
  ["changes", one("update changes set at = at + interval '1 microsecond' where seq = $1", "line_changed")],
  ["changes", one("update changes set before = null, after = null where seq = $1", "line_blanked")],
  ["changes", one("delete from changes where seq = $1", "line_missing")],
  ["audit_events", one("update audit_events set address = '192.0.2.1' where seq = $1", "line_changed")],
  ["audit_events", one("update audit_events set detail = detail || '{\"at\": -1}' where seq = $1", "line_changed")],
  ["audit_events", one("update audit_events set action = 'session.started' where seq = $1", "line_changed")],
  ["audit_events", one("delete from audit_events where seq = $1", "line_missing")],
];

/** A sequence that a failing run can be repeated with. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe("case 119: a trail that somebody was at", () => {
  test("gives every one of a hundred lines away, the first of them first", async () => {
    const seed = Date.now() % 1_000_000;
    const roll = dice(seed);
    await live(120);
    await seal();
    const left = {
      changes: (await base.db.query<{ seq: string }>({ text: "select seq from changes" })).map(({ seq }) => seq),
      audit_events: (await base.db.query<{ seq: string }>({ text: "select seq from audit_events" })).map(
        ({ seq }) => seq,
      ),
    };
    const done: Damage[] = [];
    await behindTheGuards(async (db) => {
      for (let n = 0; n < 100; n++) {
        const [table, tamper] = tampers[roll(tampers.length)] as (typeof tampers)[number];
        const [seq] = left[table].splice(roll(left[table].length), 1) as [string];
        done.push({ what: await tamper(db, seq), trail: table === "changes" ? "change" : "event", at: seq });
      }
    });
    const { damage } = await verdict();
    const key = ({ what, trail, at }: Damage) => `${trail} ${at} ${what}`;
    expect(damage.map(key).toSorted(), `seed ${seed}`).toEqual(done.map(key).toSorted());
    const inOrder = done.filter(({ what }) => what !== "line_blanked").toSorted(inChain);
    expect(damage[0], `seed ${seed}`).toEqual(inOrder[0]);
  });

  test.each<[string, string, Partial<Damage>]>([
    [
      "two lines changed places",
      "update audit_events a set (detail, actor_id, at) = (select detail, actor_id, at from audit_events b where b.seq = 3 - a.seq) where seq in (1, 2)",
      { what: "line_changed", at: "1" },
    ],
    [
      "one was put in between",
      "insert into audit_events (xid, actor_id, source, action) values ('1', 'Ana', 'page', 'test.forged')",
      { what: "line_added" },
    ],
    [
      "one was put in with another date",
      "insert into audit_events (at, actor_id, source, action) values (now() - interval '9 days', 'Ana', 'page', 'test.forged')",
      { what: "line_backdated" },
    ],
    [
      "a seal was written anew",
      "update audit_seals set hash = sha256('x') where number = 1",
      { what: "seal_changed", at: "1" },
    ],
    ["a seal is gone", "delete from audit_seals where number = 1", { what: "seal_missing", at: "1" }],
    [
      "the newest lines were cut off",
      "delete from audit_events where seq > 2; delete from audit_seals where number = 2",
      { what: "end_missing", at: "2" },
    ],
    [
      "everything is gone",
      "delete from changes; delete from audit_events; delete from audit_seals",
      { what: "end_missing" },
    ],
  ])("%s", async (_, text, expected) => {
    await live(4);
    await seal();
    await behindTheGuards((db) => db.query({ text }));
    await seal();
    const { damage } = await verdict();
    expect(damage[0]).toMatchObject(expected);
  });

  test("everything is gone, and the end with it: the anchor outside knows", async () => {
    await live(4);
    await seal();
    await behindTheGuards(async (db) => {
      for (const table of ["changes", "audit_events", "audit_seals", "audit_tip"])
        await db.query({ text: `delete from ${table}` });
      await db.query({ text: "insert into audit_tip default values" });
    });
    const { damage } = await verdict();
    expect(damage).toEqual([{ what: "anchor_differs", at: expect.stringMatching(/^\d{4}-/) }]);
    expect((await verifyAudit(base.db, [])).damage).toEqual([]);
  });

  test("a guard is off", async () => {
    await base.db.query({ text: "alter table audit_events disable trigger audit_only_grows" });
    expect((await verdict()).damage).toEqual([{ what: "guard_missing", at: "audit_events.audit_only_grows" }]);
  });
});

/** History before deeds, as they are sealed here; each in the order of their numbers. */
function inChain(a: Damage, b: Damage): number {
  const part = Number(a.trail === "event") - Number(b.trail === "event");
  return part === 0 ? Number(a.at) - Number(b.at) : part;
}
