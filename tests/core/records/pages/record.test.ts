import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Rec } from "../../../../core/records/record.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;
let boat: Rec;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
});
beforeEach(async () => {
  boat = await app.records.create(boris.actor, "boat", { name: "Aurora", rig: "sloop" });
});
afterAll(() => app.stop());

const page = async (who: TestPerson, path = `/boats/${boat.id}`) => await (await who.visit(path)).text();
const now = async () => await app.records.get(ana.actor, "boat", boat.id, { trash: true });
const referer = () => ({ headers: { Referer: `${app.url}/boats/${boat.id}` } });

describe("the page of a record", () => {
  test("tells who changed what, from what to what", async () => {
    await app.records.change(ana.actor, "boat", boat.id, { name: "Aurora II" });
    const html = await page(boris);
    expect(html).toContain("Ana changed");
    expect(html).toMatch(/<del>Aurora<\/del>[\s\S]*<ins>Aurora II<\/ins>/);
  });

  test("knows its place in the list it was opened from", async () => {
    const list = encodeURIComponent(`filter[id]=${boat.id}`);
    expect(await page(ana, `/boats/${boat.id}?in=${list}`)).toContain("1 of 1");
  });

  test("goes back in history page by page, to the very first line", async () => {
    for (let at = 0; at < 55; at++) await app.records.change(boris.actor, "boat", boat.id, { name: `Aurora ${at}` });
    const first = await page(boris);
    expect(first).not.toContain("created this");
    const older = /href="(\/boats\/[^"]*before[^"]*)"/.exec(first)?.[1]?.replaceAll("&#x3D;", "=") ?? "";
    expect(await page(boris, older)).toContain("created this");
  });

  test("shows all fields, each with its own editor", async () => {
    expect(await page(boris, `/boats/${boat.id}?tab=details`)).toContain(`/boats/${boat.id}/cells/rig?as&#x3D;fact`);
  });

  test("does not exist for those who may not see it", async () => {
    const other = await app.person("sales", { name: "Other" });
    expect((await other.visit(`/boats/${boat.id}`)).status).toBe(404);
    expect((await ana.visit("/boats/not-an-id")).status).toBe(404);
  });
});

describe("a note", () => {
  test("is read by everybody who sees the record, and by nobody else", async () => {
    await boris.send(`/boats/${boat.id}/notes`, { body: "Needs new sails" });
    expect(await page(ana)).toContain("Needs new sails");
    const other = await app.person("sales", { name: "Other" });
    const about = await other.send(`/boats/${boat.id}/notes`, { body: "I should not know it" });
    expect(about.status).toBe(422);
    const api = (await (await other.api("GET", "/api/v1/notes")).json()) as { data: unknown[] };
    expect(api.data).toEqual([]);
  });

  test("is pinned and deleted by its writer", async () => {
    await boris.send(`/boats/${boat.id}/notes`, { body: "Keep on top" });
    const [note] = (await app.records.list(boris.actor, "note", { q: "keep on top" })).data;
    await boris.send(`/notes/${note?.id}/pin`);
    expect(await page(ana)).toContain("Pinned");
    await boris.send(`/notes/${note?.id}/removal`);
    expect(await page(ana)).not.toContain("Keep on top");
  });
});

describe("deleting", () => {
  test("moves to the trash and offers the way back", async () => {
    const answer = await boris.send(`/boats/${boat.id}/removal`, { in: "sort=name" });
    expect(answer.headers.get("location")).toBe("/boats?sort=name");
    const flash =
      answer.headers
        .getSetCookie()
        .find((cookie) => cookie.startsWith("flash="))
        ?.split(";")[0] ?? "";
    const list = await (await boris.visit("/boats", { headers: { cookie: `${boris.cookie}; ${flash}` } })).text();
    expect(list).toContain(`action="/changes/boat/${boat.id}/2/undo"`);
    expect(await page(boris, "/trash?kind=boats")).toContain("Aurora");
  });

  test("is taken back by undo, and by restoring", async () => {
    await boris.send(`/boats/${boat.id}/removal`);
    await boris.send(`/changes/boat/${boat.id}/2/undo`);
    expect((await now()).deletedAt).toBeNull();
    await boris.send(`/boats/${boat.id}/removal`);
    await boris.send(`/boats/${boat.id}/restoration`);
    expect((await now()).deletedAt).toBeNull();
  });
});

describe("undo", () => {
  test("takes back one line and says so on the page one came from", async () => {
    await app.records.change(boris.actor, "boat", boat.id, { rig: "ketch" });
    const answer = await boris.send(`/changes/boat/${boat.id}/2/undo`, {}, referer());
    expect(answer.headers.get("location")).toBe(`/boats/${boat.id}`);
    expect((await now())["rig"]).toBe("sloop");
  });

  test("leaves what somebody changed since", async () => {
    await app.records.change(boris.actor, "boat", boat.id, { rig: "ketch" });
    await app.records.change(ana.actor, "boat", boat.id, { rig: null });
    const answer = await boris.send(`/changes/boat/${boat.id}/2/undo`, {}, referer());
    expect(answer.status).toBe(303);
    expect((await now())["rig"]).toBeNull();
  });

  test("of the last change needs no address", async () => {
    await app.records.change(boris.actor, "boat", boat.id, { rig: "ketch" });
    await boris.send("/changes/last/undo", {}, referer());
    expect((await now())["rig"]).toBe("sloop");
  });

  test("lists one's own changes", async () => {
    expect(await page(boris, "/changes")).toContain("Aurora");
    expect(await page(ana, "/changes")).not.toContain(`/changes/boat/${boat.id}/1/undo`);
  });
});
