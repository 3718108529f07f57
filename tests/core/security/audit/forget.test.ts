// Old days of the trail are forgotten by whole days, behind an anchor, and the chain still says that nobody was at it.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "../../../../core/kernel/log.ts";
import { readAnchors, tipOf, writeAnchor } from "../../../../core/security/audit/anchors.ts";
import {
  digestOf,
  inUtc,
  linesText,
  type Seal,
  type SealedLine,
  sealHash,
} from "../../../../core/security/audit/chain.ts";
import { forgetOld } from "../../../../core/security/audit/forget.ts";
import { Sealer } from "../../../../core/security/audit/sealer.ts";
import { verifyAudit } from "../../../../core/security/audit/verify.ts";
import { writeAudit } from "../../../../core/security/audit/write-audit.ts";
import { freshDatabase, type TestDatabase } from "../../../support/database.ts";
import { until } from "../../../support/until.ts";

let base: TestDatabase;
let folder: string;
beforeEach(async () => {
  [base, folder] = [await freshDatabase(), await mkdtemp(join(tmpdir(), "trellis-forget-"))];
});
afterEach(async () => {
  await base.drop();
  await rm(folder, { recursive: true });
});

const deeds = async (count: number, action = "field.revealed"): Promise<void> => {
  for (let at = 0; at < count; at++) await writeAudit(base.db, { id: "Ana", source: "page" }, { action });
};

async function seal(): Promise<void> {
  const text = "select from audit_events where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1";
  await until(async () => (await base.db.query({ text })).length === 0);
  await new Sealer({ db: base.db, log: openLog("fatal"), folder }).sealAll();
}

/** Lets so many days pass over what is in the trail: its lines, its seals and their chain, as if all of it had been made then. */
async function age(days: number): Promise<void> {
  const tables = ["changes", "audit_events", "audit_seals"];
  await base.db.transaction(async (trx) => {
    await trx.query({ text: inUtc });
    for (const table of tables) await trx.query({ text: `alter table ${table} disable trigger user` });
    await trx.query({ text: `update audit_events set at = at - interval '${days} days'` });
    const seals = await trx.query<Seal & object>({
      text: `select number, to_char(day - ${days}, 'YYYY-MM-DD') as day, trail, seqs, previous from audit_seals order by number`,
    });
    let previous: Buffer = Buffer.alloc(32);
    for (const { number, day, trail, seqs } of seals) {
      const text = `${linesText[trail]} where seq = any($1::bigint[]) order by array_position($1::bigint[], seq)`;
      const lines = await trx.query<SealedLine & object>({ text, values: [seqs] });
      const digests = Buffer.concat(lines.map(digestOf));
      const hash = sealHash({ number, day, trail, seqs, digests, previous });
      const set = "day = $2, digests = $3, previous = $4, hash = $5";
      const times = ["first_at", "last_at", "sealed_at"].map((one) => `${one} = ${one} - interval '${days} days'`);
      await trx.query({
        text: `update audit_seals set ${set}, ${times.join(", ")} where number = $1`,
        values: [number, day, digests, previous, hash],
      });
      previous = hash;
    }
    await trx.query({ text: "update audit_tip set hash = $1", values: [previous] });
    for (const table of tables) await trx.query({ text: `alter table ${table} enable trigger user` });
  });
  for (const name of await readdir(folder)) await rm(join(folder, name));
}

const anchored = async (): Promise<string> => {
  const tip = await tipOf(base.db);
  if (!tip) throw new Error("Nothing is sealed");
  await writeAnchor(folder, tip);
  return tip.day;
};
const verdict = async () => await verifyAudit(base.db, await readAnchors(folder));
const count = async (): Promise<number> =>
  (await base.db.query<{ n: number }>({ text: "select count(*)::int as n from audit_events" }))[0]?.n ?? 0;

test("days that are old enough go, the trail is whole, and says so", async () => {
  await deeds(5);
  await deeds(1, "history.forgotten");
  await seal();
  await age(100);
  const day = await anchored();
  await deeds(3);
  await seal();
  expect(await forgetOld(base.db, folder, 95)).toEqual({ day, lines: 5 });
  await seal();
  expect(await verdict()).toMatchObject({ damage: [], open: 0, retired: 5, retiredUntil: day, anchors: 2 });
  expect(await count(), "three young ones, and two that say that something was forgotten").toBe(5);
  expect(await forgetOld(base.db, folder, 95), "once").toEqual({ day: null, lines: 0 });
});

test("nothing goes without the anchor of that day, or with another one", async () => {
  await deeds(5);
  await seal();
  await age(100);
  expect(await forgetOld(base.db, folder, 95)).toEqual({ day: null, lines: 0 });
  const tip = await tipOf(base.db);
  await writeAnchor(folder, { day: "", number: "1", ...tip, hash: "00".repeat(32) });
  expect(await forgetOld(base.db, folder, 95)).toEqual({ day: null, lines: 0 });
  expect(await count()).toBe(5);
});

test("nothing younger than ninety days goes, whoever asks, nor a day of which more is to come", async () => {
  await deeds(2);
  await seal();
  await age(50);
  const tip = await tipOf(base.db);
  const ask = async (number = tip?.number) =>
    await base.db.query({ text: "select forget_audit($1, decode($2, 'hex'))", values: [number, tip?.hash] });
  await expect(ask()).rejects.toThrow("whole days");
  await expect(base.db.query({ text: "delete from audit_events" })).rejects.toThrow("only grows");
  await age(50);
  await expect(base.db.query({ text: "delete from audit_events" })).rejects.toThrow("only grows");
  await expect(ask("77")).rejects.toThrow("whole days");
  expect(await count()).toBe(2);
});

test("a line that somebody deletes besides is found", async () => {
  await deeds(5);
  await seal();
  await age(100);
  await anchored();
  await deeds(3);
  await seal();
  await forgetOld(base.db, folder, 95);
  await base.db.transaction(async (trx) => {
    await trx.query({ text: "alter table audit_events disable trigger user" });
    await trx.query({ text: "delete from audit_events where seq = 7" });
    await trx.query({ text: "alter table audit_events enable trigger user" });
  });
  expect((await verdict()).damage).toMatchObject([{ what: "line_missing", at: "7" }]);
});
