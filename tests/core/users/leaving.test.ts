import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { tellHead } from "../../../core/users/notices.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { until } from "../../support/until.ts";
import { promised } from "../../support/quickly.ts";

let app: TestApp;
let node: Awaited<ReturnType<TestApp["node"]>>;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ background: true });
  node = await app.node();
  admin = await app.person("admin", { name: "Ada Admin" });
});
afterAll(() => app.stop());

const owned = async (kind: string, owner: string): Promise<number> =>
  (await app.records.count(admin.actor, kind, { field: "owner", op: "eq", value: owner })).number;

/** As the person's browser and program ask the other process. */
const elsewhere = (person: TestPerson, path: string, init: RequestInit = {}) =>
  fetch(node.url + path, {
    redirect: "manual",
    ...init,
    headers: { cookie: person.cookie, ...(init.headers as object) },
  });

describe("somebody who leaves", () => {
  test("case 13: is out in every process within a second, whatever they had open", async () => {
    const gone = await app.person("manager", { name: "Gone Tomorrow" });
    await app.grant("manager", "contacts.export", "all");
    for (let n = 0; n < 40; n++)
      await app.db.query({
        text: `insert into contacts (id, name, created_by, updated_by)
          select gen_random_uuid(), 'Contact ' || n || repeat(' long', 2000), 'x', 'x' from generate_series(1, 100) n`,
      });
    const own = await app.get(services.people).actors.ofUser(gone.id, "page");
    const { lines } = await app.get(services.exports).open(own ?? gone.actor, "contact", {});
    const running = (async () => {
      for await (const _ of lines) await new Promise((later) => setTimeout(later, 100));
    })();
    running.catch(() => undefined);
    expect((await elsewhere(gone, "/contacts")).status).toBe(200);
    expect((await gone.api("GET", "/api/v1/contacts")).status).toBe(200);

    const began = performance.now();
    const answer = await admin.send(`/settings/people/${gone.id}/leaving`, { to: "" });
    expect(answer.status).toBe(303);
    await until(async () => (await elsewhere(gone, "/contacts")).status !== 200);
    await until(async () => (await gone.api("GET", "/api/v1/contacts")).status === 401);
    await expect(running).rejects.toMatchObject({ code: "security.shut_out" });
    expect(performance.now() - began).toBeLessThan(promised(5_000));
    const text = "select action from audit_events where record_id = $1 and action like 'person.%' order by seq";
    expect(await app.db.query({ text, values: [gone.id] })).toEqual([
      { action: "person.shut_out" },
      { action: "person.left" },
    ]);
  });

  test("leaves their work to others: what is open, in one piece that can be taken back", async () => {
    const [from, heir, dealer] = [await app.person("sales"), await app.person("sales"), await app.person("sales")];
    for (let n = 0; n < 3; n++) await app.records.create(from.actor, "contact", { name: `Client ${n} of ${from.id}` });
    await app.records.create(from.actor, "company", { name: `Company of ${from.id}` });
    await app.deal(admin.actor, "The first one makes a pipeline");
    const open = await app.deal(from.actor, "Open");
    const page = await (await admin.visit(`/settings/people/${from.id}/leaving`)).text();
    expect(page).toContain("1 session, 1 token");

    await admin.send(`/settings/people/${from.id}/leaving`, { to: heir.id, "to.deal": dealer.id });
    const done = async () => (await owned("contact", from.id)) + (await owned("deal", from.id)) === 0;
    await until(done);
    expect(await owned("contact", heir.id)).toBe(3);
    expect(await owned("company", heir.id)).toBe(1);
    expect((await app.records.get(admin.actor, "deal", open))["owner"]).toBe(dealer.id);

    const text = "select id, state, summary from operations where type = 'handover' and summary ->> 'from' = $1";
    const operation = async () =>
      (await app.db.query<{ id: string; state: string; summary: object }>({ text, values: [from.id] }))[0];
    await until(async () => (await operation())?.state === "applied");
    expect((await operation())?.summary).toMatchObject({ changed: 5, left: 0 });
    await app.get(services.people).users.activate(admin.actor, from.id);
    await app.get(services.undo).operation(admin.actor, (await operation())?.id ?? "");
    expect(await owned("contact", from.id)).toBe(3);
  });

  test("leaves views and what they had given to others in other hands", async () => {
    const [from, heir, friend] = [await app.person("sales"), await app.person("sales"), await app.person("sales")];
    const { id } = await app.records.create(from.actor, "contact", { name: `Shared by ${from.id}` });
    for (const person of [friend.id, heir.id]) await from.api("POST", `/api/v1/contacts/${id}/shares`, { person });
    await app.db.query({
      text: "insert into views (id, kind, name, query, owner_id, shared_with, position) values (gen_random_uuid(), 'contact', 'Calls of the week', '{}', $1, 'me', 10)",
      values: [from.id],
    });
    const sees = async () => (await friend.api("GET", `/api/v1/contacts/${id}`)).status;
    expect(await sees()).toBe(200);
    const page = await (await admin.visit(`/settings/people/${from.id}/leaving`)).text();
    expect(page).toContain("Saved views");
    await admin.send(`/settings/people/${from.id}/leaving`, { to: heir.id });
    await until(async () => (await owned("contact", from.id)) === 0);
    await until(async () => (await sees()) === 200);
    const shares =
      "select user_id, given_by, ended_at is null as holds from shares where record_id = $1 order by holds";
    expect(await app.db.query({ text: shares, values: [id] })).toEqual([
      { user_id: heir.id, given_by: from.id, holds: false },
      { user_id: friend.id, given_by: heir.id, holds: true },
    ]);
    const views = "select name from views where owner_id = $1 and name like 'Calls%'";
    expect(await app.db.query({ text: views, values: [heir.id] })).toEqual([{ name: "Calls of the week" }]);
    const told = await (await heir.visit(`/contacts/${id}`)).text();
    expect(told).toContain("to see");

    await app.get(services.people).users.activate(admin.actor, from.id);
    const text = "select id, state from operations where type = 'handover' and summary ->> 'from' = $1";
    const handover = async () => (await app.db.query<{ id: string; state: string }>({ text, values: [from.id] }))[0];
    await until(async () => (await handover())?.state === "applied");
    await app.get(services.undo).operation(admin.actor, (await handover())?.id ?? "");
    const back = await app.db.query({ text: shares, values: [id] });
    expect(new Set(back.map(({ user_id, given_by, holds }) => `${user_id} ${given_by} ${holds}`))).toEqual(
      new Set([`${heir.id} ${from.id} true`, `${friend.id} ${from.id} true`]),
    );
    expect(await app.db.query({ text: views, values: [from.id] })).toEqual([{ name: "Calls of the week" }]);
    await until(async () => (await sees()) === 200);
  });

  test("gives views back to their owner, but none that somebody has given further since", async () => {
    const [from, heir, third] = [await app.person("sales"), await app.person("sales"), await app.person("sales")];
    for (const name of ["Kept", "Given on"])
      await app.db.query({
        text: "insert into views (id, kind, name, query, owner_id, shared_with, position) values (gen_random_uuid(), 'contact', $2, '{}', $1, 'me', 10)",
        values: [from.id, name],
      });
    await admin.send(`/settings/people/${from.id}/leaving`, { to: heir.id });
    await app.db.query({ text: "update views set owner_id = $1 where name = 'Given on'", values: [third.id] });
    const [handover] = await app.db.query<{ id: string }>({
      text: "select id from operations where type = 'handover' and summary ->> 'from' = $1",
      values: [from.id],
    });
    const state = "select state from operations where id = $1";
    await until(
      async () =>
        (await app.db.query<{ state: string }>({ text: state, values: [handover?.id] }))[0]?.state === "applied",
    );
    await app.get(services.undo).operation(admin.actor, handover?.id ?? "");
    const owners = "select name from views where owner_id = $1";
    expect(await app.db.query({ text: owners, values: [from.id] })).toEqual([{ name: "Kept" }]);
    expect(await app.db.query({ text: owners, values: [third.id] })).toEqual([{ name: "Given on" }]);
  });

  test.each<[string, (from: TestPerson, other: TestPerson) => Record<string, string>]>([
    ["to themselves", (from) => ({ to: from.id })],
    ["to somebody who is gone", (_, other) => ({ to: other.id })],
    ["to nobody anyone knows", () => ({ to: "Bob" })],
  ])("hands nothing over %s, and stays", async (_, form) => {
    const [from, other] = [await app.person("sales"), await app.person("sales")];
    await app.get(services.people).users.deactivate(admin.actor, other.id);
    await app.records.create(from.actor, "contact", { name: `Client of ${from.id}` });
    expect((await admin.send(`/settings/people/${from.id}/leaving`, form(from, other))).status).toBe(400);
    expect((await from.visit("/contacts")).status).toBe(200);
  });

  test("is not oneself, and nobody without the right does it to others", async () => {
    expect((await admin.send(`/settings/people/${admin.id}/leaving`, { to: "" })).status).toBe(403);
    const seller = await app.person("sales");
    for (const path of ["leaving", "notice"])
      expect((await seller.send(`/settings/people/${admin.id}/${path}`, { on: "yes" })).status).toBe(403);
  });
});

describe("a notice period", () => {
  test("leaves the daily work, and keeps lists in the house", async () => {
    const manager = await app.person("manager");
    const { id } = await app.records.create(manager.actor, "contact", { name: "Ana", phone: "+359888123456" });
    const before = await manager.visit("/contacts/export.csv");
    expect(before.status).toBe(200);
    await before.arrayBuffer();
    await admin.send(`/settings/people/${manager.id}/notice`, { on: "yes" });
    expect((await manager.visit("/contacts/export.csv")).status).toBe(403);
    expect((await manager.api("DELETE", `/api/v1/contacts/${id}`)).status).toBe(403);
    expect((await manager.api("PATCH", `/api/v1/contacts/${id}`, { jobTitle: "Buyer" })).status).toBe(200);
    await admin.send(`/settings/people/${manager.id}/notice`, { on: "no" });
    expect((await manager.visit("/contacts/export.csv")).status).toBe(200);
  });
});

test("a notice period is told to whoever heads the team, or the next one above", async () => {
  const head = await app.person("manager", { name: "Hilde Head" });
  const north = await app.records.create(admin.actor, "team", { name: "West", manager: head.id });
  const south = await app.records.create(admin.actor, "team", { name: "West 1", parent: north.id });
  const leaver = await app.person("sales", { name: "Lea Leaver", team: south.id });
  const letters: object[] = [];
  const post = { isOn: true, write: async (_trx: unknown, letter: object) => void letters.push(letter) };
  await app.db.transaction(async (trx) => await tellHead(post, trx, { person: leaver.id, by: admin.id }));
  await app.db.transaction(async (trx) => await tellHead(post, trx, { person: leaver.id, by: head.id }));
  await app.db.transaction(async (trx) => await tellHead(post, trx, { person: admin.id, by: admin.id }));
  expect(letters).toEqual([
    {
      to: { person: head.id },
      words: "users.mail.notice_began",
      values: { name: "Hilde Head", person: "Lea Leaver" },
      path: `/settings/people/${leaver.id}`,
    },
  ]);
});

describe("a lockdown", () => {
  afterEach(async () => {
    await app.db.query({ text: "update lockdowns set ended_at = now()" });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  });

  test("to read only lets nobody but administrators write, here and in every process", async () => {
    const manager = await app.person("manager");
    await admin.send("/settings/lockdown", { mode: "read_only" });
    expect((await manager.api("POST", "/api/v1/contacts", { name: "Ana" })).status).toBe(403);
    const page = await (await elsewhere(manager, "/contacts")).text();
    expect(page).toContain("Lockdown: read only");
    expect((await admin.api("POST", "/api/v1/contacts", { name: "Ana" })).status).toBe(201);
  });

  test("without exits keeps files and programs from taking anything out", async () => {
    const manager = await app.person("manager");
    await admin.send("/settings/lockdown", { mode: "no_exits" });
    expect((await manager.visit("/contacts/export.csv")).status).toBe(403);
    await until(async () => (await manager.api("GET", "/api/v1/contacts")).status === 401);
    expect((await manager.visit("/contacts")).status).toBe(200);
  });

  test("masks how people are reached, and nobody looks behind it", async () => {
    const manager = await app.person("manager");
    const { id } = await app.records.create(manager.actor, "contact", { name: "Mask", phone: "+359888654321" });
    await admin.send("/settings/lockdown", { mode: "masked" });
    const answer = await manager.api("GET", `/api/v1/contacts/${id}`);
    expect(await answer.json()).toMatchObject({ phone: "••21" });
    expect((await manager.api("POST", `/api/v1/contacts/${id}/reveal`, { field: "phone" })).status).toBe(403);
    expect(await (await admin.api("GET", `/api/v1/contacts/${id}`)).json()).toMatchObject({ phone: "+359888654321" });
  });

  test("to read only leaves what one was given, to read", async () => {
    const [giver, reader] = [await app.person("sales"), await app.person("sales")];
    const { id } = await app.records.create(giver.actor, "contact", { name: "Given" });
    await giver.api("POST", `/api/v1/contacts/${id}/shares`, { person: reader.id, access: "edit" });
    expect((await reader.api("PATCH", `/api/v1/contacts/${id}`, { jobTitle: "Buyer" })).status).toBe(200);
    await admin.send("/settings/lockdown", { mode: "read_only" });
    await until(
      async () => (await reader.api("PATCH", `/api/v1/contacts/${id}`, { jobTitle: "Seller" })).status === 403,
    );
    expect((await reader.api("GET", `/api/v1/contacts/${id}`)).status).toBe(200);
  });

  test("that masks lets nobody be found by what it masks", async () => {
    const seller = await app.person("sales");
    const input = {
      name: "Žana Veil",
      email: "hidden.box@veil.example",
      phone: "+359888717273",
      channels: [
        { type: "email", value: "other+box@veil.example" },
        { type: "phone", value: "+359888919293" },
      ],
    };
    await app.records.create(seller.actor, "contact", input);
    await app.records.create(seller.actor, "contact", { name: "Жана Veil", email: "жана@veil.example" });
    const found = async (q: string): Promise<number> => {
      const answer = await seller.api("GET", `/api/v1/contacts?q=${encodeURIComponent(q)}`);
      return ((await answer.json()) as { data: object[] }).data.length;
    };
    const words = ["hidden.box", "veil.example", "717273", "0888 717273", "other+box", "919293"];
    for (const word of words) expect([word, (await found(word)) > 0]).toEqual([word, true]);
    await admin.send("/settings/lockdown", { mode: "masked" });
    await until(async () => (await found("717273")) === 0);
    for (const word of words) expect([word, await found(word)]).toEqual([word, 0]);
    expect(await found("zana veil")).toBe(1);
    const page = async (path: string) =>
      (await (await seller.visit(path, { headers: { "HX-Request": "true" } })).text()).includes("Veil<");
    for (const path of ["/search/palette?q=hidden.box", "/search/palette?q=hidden.bxo", "/contacts/pick?q=717273"])
      expect([path, await page(path)]).toEqual([path, false]);
  });

  test("that masks tells nobody by doubles what it masks: the same phone is no hint", async () => {
    const seller = await app.person("sales");
    const known = { name: "Quiet Zeno", email: "zeno@twins.example", phone: "+359888515253" };
    await app.records.create(seller.actor, "contact", known);
    const guess = { name: "Somebody Else", phone: "+359888515253", email: "zeno@twins.example" };
    const hints = async (): Promise<string[]> => [
      await (await seller.api("POST", "/api/v1/contacts/duplicates", guess)).text(),
      await (await seller.send("/new/contacts/similar", guess, { headers: { "HX-Request": "true" } })).text(),
    ];
    expect((await hints()).map((text) => text.includes("Zeno"))).toEqual([true, true]);
    await admin.send("/settings/lockdown", { mode: "masked" });
    await until(async () => !(await hints())[0]?.includes("Zeno"));
    expect((await hints()).map((text) => text.includes("Zeno"))).toEqual([false, false]);
  });

  test("shows itself to whoever looks as somebody else", async () => {
    const seller = await app.person("sales");
    const { id } = await app.records.create(seller.actor, "contact", { name: "Seen", phone: "+359888616263" });
    await admin.send("/settings/lockdown", { mode: "masked" });
    const started = await admin.send(`/settings/people/${seller.id}/view`);
    const sign = /trellis_view_as=[^;]*/.exec(started.headers.get("Set-Cookie") ?? "")?.[0];
    const headers = { cookie: `${admin.cookie}; ${sign}` };
    const seen = async () => await (await admin.visit(`/contacts/${id}`, { headers })).text();
    await until(async () => (await seen()).includes("••63"));
    expect(await seen()).not.toContain("616263");
    expect(await (await admin.visit(`/contacts/${id}`)).text()).toContain("616263");
  });

  test("for a team holds for it and those below, and ends when it is lifted", async () => {
    const north = await app.records.create(admin.actor, "team", { name: "North" });
    const south = await app.records.create(admin.actor, "team", { name: "South", parent: north.id });
    const [inside, outside] = [await app.person("sales", { team: south.id }), await app.person("sales")];
    await admin.send("/settings/lockdown", { mode: "read_only", team: north.id });
    const write = async (person: TestPerson) => (await person.api("POST", "/api/v1/contacts", { name: "Ana" })).status;
    await until(async () => (await write(inside)) === 403);
    expect(await write(outside)).toBe(201);
    const [{ id } = { id: "" }] = await app.db.query<{ id: string }>({
      text: "select id from lockdowns where ended_at is null",
    });
    await admin.send(`/settings/lockdown/${id}/end`);
    await until(async () => (await write(inside)) === 201);
    const actions =
      "select action from audit_events where action like 'lockdown.%' and detail ->> 'team' = $1 order by seq";
    expect(await app.db.query({ text: actions, values: [north.id] })).toEqual([
      { action: "lockdown.began" },
      { action: "lockdown.ended" },
    ]);
  });

  test("is an administrator's to switch", async () => {
    const manager = await app.person("manager");
    expect((await manager.visit("/settings/lockdown")).status).toBe(403);
    expect((await manager.send("/settings/lockdown", { mode: "read_only" })).status).toBe(403);
    expect((await admin.send("/settings/lockdown", { mode: "everything" })).status).toBe(400);
  });
});
