// The promises of the contract, each as one check.
import { expect } from "vitest";
import type { PluginFiles } from "../../../plugins/manifest/manifest.ts";
import { services } from "../../services.ts";
import type { TestPerson } from "../person.ts";
import { asUser } from "../user.ts";
import { expandTo } from "./expand.ts";
import { fill, type Given, ordinary, ordinaryRecord, read } from "./kept.ts";
import { look } from "./look.ts";
import { type Office, tester } from "./office.ts";
import { lastingTimers, schemaOf, standing } from "./standing.ts";

/** So often it comes and goes. */
export const TURNS = 20;

/** On and off again and again, it leaves nothing behind but its tables. */
export async function leavesNothing({ app, files, enable, disable }: Office, turns = TURNS): Promise<void> {
  const before = await standing(app, files);
  await enable();
  await disable();
  const [tables, running] = [await schemaOf(app), await lastingTimers()];
  for (let turn = 1; turn < turns; turn++) {
    await enable();
    await disable();
  }
  expect(await standing(app, files)).toEqual(before);
  expectSame(await schemaOf(app), tables);
  // The core's own come and go, more of them on a busy machine; one that stays each time is more than those.
  const most = running + Math.max(turns / 2, turns - 5);
  expect(await lastingTimers(), "timers that go on").toBeLessThanOrEqual(most);
}

/** Off, it keeps what it holds, and keeps nobody from saving. */
export async function losesNothing(office: Office, given: Given): Promise<void> {
  const { app, enable, disable } = office;
  await enable();
  const held = await fill(office, given);
  const before = await read(office, held);
  await disable();
  for (const kind of ordinary) {
    const id = await ordinaryRecord(office, kind);
    const { name } = await app.records.change(tester, kind, id, { name: "Renamed" });
    expect(name).toBe("Renamed");
  }
  for (const { kind, id } of held.filter((one) => ordinary.has(one.kind))) {
    const { name } = await app.records.get(tester, kind, id);
    await app.records.change(tester, kind, id, { name: "Renamed" });
    await app.records.change(tester, kind, id, { name });
  }
  await enable();
  expect(await read(office, held)).toEqual(before);
  await disable();
}

/** On for one team, it changes nothing for another; where it is for all or none, it does not go on for one. */
export async function keepsToItsTeam(office: Office): Promise<void> {
  if (office.files.manifest.rollout?.audience === "all-or-none") await isForNoTeamAlone(office);
  else await isForItsTeamAlone(office);
}

async function isForNoTeamAlone({ app, admin, enable }: Office): Promise<void> {
  const { actor } = await asUser(app, { role: "sales", team: "North" });
  const deal = await app.deal(admin.actor, "Benches");
  const before = await look(admin, deal);
  await expect(enable({ teams: [String(actor.teamIds[0])] })).rejects.toMatchObject({ code: "plugins.all_or_none" });
  expect(await look(admin, deal)).toEqual(before);
}

async function isForItsTeamAlone({ app, admin, files, enable, disable }: Office): Promise<void> {
  for (const { plural } of files.kinds)
    for (const action of ["read", "create", "change"]) await app.grant("sales", `${plural}.${action}`, "all");
  for (const { id } of files.manifest.permissions ?? []) await app.grant("sales", id, "all");
  const pilot = await asUser(app, { role: "sales", team: "North" });
  const other = await asUser(app, { role: "sales", team: "South" });
  await app.deal(admin.actor, "Benches");
  const deal = await app.deal(other.actor, "Chairs");
  const before = await look(other, deal);
  await enable({ teams: [String(pilot.actor.teamIds[0])] });
  expect(await look(other, deal)).toEqual(before);
  for (const { plural } of files.kinds) {
    expect((await pilot.visit(`/${plural}`)).status, `/${plural} for the team that has it`).toBe(200);
    expect((await other.visit(`/${plural}`)).status, `/${plural} for another team`).toBe(404);
  }
  await works(other, deal);
  await disable();
}

/** Somebody goes on with their deal. */
async function works(person: TestPerson, deal: string): Promise<void> {
  const changed = await person.api("PATCH", `/api/v1/deals/${deal}`, { name: "Tables" });
  expect([changed.status, await changed.text()]).toEqual([200, expect.stringContaining("Tables")]);
  expect((await person.api("POST", "/api/v1/contacts", { name: "Ivo Kolev" })).status).toBe(201);
}

/** Deleted, it leaves nothing. */
export async function goesForGood({ app, files, untouched, enable, disable }: Office): Promise<void> {
  const { id, permissions = [] } = files.manifest;
  const plugins = app.get(services.plugins);
  await enable();
  await disable();
  await plugins.remove(tester, id);
  await plugins.purge(tester, id, { typed: id, force: true });
  expectSame(await schemaOf(app), untouched);
  const rights = [...permissions.map((one) => one.id), ...files.kinds.map(({ plural }) => `${plural}.read`)];
  const texts: readonly (readonly [string, unknown])[] = [
    ["select key from fields where owner = $1", id],
    ["select name from rules where owner = $1", id],
    ["select id from plugins where id = $1", id],
    ["select key from plugin_objects where plugin = $1", id],
    ["select key from plugin_settings where plugin = $1", id],
    ["select action from adoption_days where plugin = $1", id],
    ["select consumer from event_cursors where starts_with(consumer, $1 || '.')", id],
    ["select name from jobs.schedule where starts_with(name, $1 || '.')", id],
    ["select permission from role_grants where permission = any($1)", rights],
  ];
  for (const [text, value] of texts) expect(await app.db.query({ text, values: [value] }), text).toEqual([]);
}

/** Between the new tables and the new code in every process, the old code goes on. */
export async function worksOnNewerTables(before: Office, newer: PluginFiles, given: Given): Promise<void> {
  const { app, admin, enable, files } = before;
  try {
    await enable();
    const held = await read(before, await fill(before, given));
    await expandTo(app, newer);
    const again = await fill(before, given);
    expect(again).toHaveLength(held.length);
    for (const { plural } of files.kinds) expect((await admin.visit(`/${plural}`)).status, `/${plural}`).toBe(200);
  } finally {
    await app.stop();
  }
}

/** Says what is too much and what is missing, and not all that is as it was. */
function expectSame(now: readonly string[], before: readonly string[]): void {
  const without = (all: readonly string[], others: readonly string[]): string =>
    all.filter((one) => !others.includes(one)).join("\n");
  expect(without(now, before), "what is there that was not").toBe("");
  expect(without(before, now), "what was there and is not").toBe("");
}
