// Cases 1 to 3, 10, 11, 17, 95 and 116 of the catalogue of attacks: guessing, overhearing, and clocks that lie.
import { createServer } from "node:http";
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clockCheck } from "../../../../core/app/ready.ts";
import { openLog } from "../../../../core/kernel/log.ts";
import { hashPassword } from "../../../../core/security/hashing.ts";
import { codeAt, newTotpSecret } from "../../../../core/security/totp.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { password, system } from "../../../support/people.ts";
import { secondApp } from "../../../support/second-app.ts";

let app: TestApp;
let node: Awaited<ReturnType<TestApp["node"]>>;
let hash: string;
beforeAll(async () => {
  app = await startTestApp();
  node = await app.node();
  hash = await hashPassword(password);
});
afterAll(() => app.stop());
beforeEach(() => app.db.query({ text: "truncate attempts" }));

const people = () => app.get(services.people);
async function someone(role = "sales"): Promise<TestPerson> {
  const person = await app.person(role);
  await people().passwords.store(app.db, person.id, hash);
  return person;
}
const signIn = (login: string, typed: string, url = app.url) =>
  fetch(`${url}/login`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ login, password: typed }),
    headers: { "Sec-Fetch-Site": "same-origin" },
  });
const step = async (): Promise<number> => {
  const text = "select floor(extract(epoch from now()) / 30)::int as step";
  return (await app.db.query<{ step: number }>({ text }))[0]?.step ?? 0;
};
async function withSecondStep(person: TestPerson): Promise<string> {
  const secret = newTotpSecret();
  await people().secondFactors.add(person.id, secret, { code: codeAt(secret, await step()), name: "Phone" });
  await app.db.query({ text: "update second_factors set counter = 0 where user_id = $1", values: [person.id] });
  return secret;
}

describe("case 1: a wrong password", () => {
  test("is answered alike for whoever is there, is not, was switched off, or has a second step", async () => {
    const [there, gone, careful] = [await someone(), await someone(), await someone()];
    await app.records.change(system, "user", gone.id, { state: "inactive" });
    await withSecondStep(careful);
    const answers = new Set<string>();
    for (const login of [there.email, "nobody@example.com", gone.email, careful.email]) {
      const answer = await signIn(login, "a wrong password");
      answers.add(`${answer.status} ${(await answer.text()).replaceAll(login, "")}`);
    }
    expect([answers.size, [...answers][0]?.slice(0, 3)]).toEqual([1, "422"]);
  });
});

describe("case 2: guessing", () => {
  test("ends for an account after twenty wrong tries, over two processes, and for the right one too, for a quarter of an hour", async () => {
    const { email } = await someone();
    const tries = Array.from({ length: 50 }, (_, at) => signIn(email, "wrong", at % 2 ? app.url : node.url));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 422)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
    for (const url of [app.url, node.url]) {
      const right = await signIn(email, password, url);
      expect(right.status).toBe(429);
      const wait = Number(right.headers.get("Retry-After"));
      expect([wait > 0, wait <= 900]).toEqual([true, true]);
    }
    await app.db.query({ text: "update attempts set ends_at = now()" });
    expect((await signIn(email, password)).status).toBe(303);
  });

  test("ends for an address after two hundred wrong tries, whoever was tried", async () => {
    const { email } = await someone();
    await signIn("first@example.com", "wrong");
    await app.db.query({ text: "update attempts set count = 199 where key like 'address:%'" });
    expect((await signIn("second@example.com", "wrong")).status).toBe(422);
    expect((await signIn(email, password)).status).toBe(429);
  });
});

describe("case 3: one address, however it is written", () => {
  test("has one counter", async () => {
    const { email } = await someone();
    const ways = [email, email.toUpperCase(), ` ${email} `, email.replace("@", "＠"), email.normalize("NFD")];
    for (let at = 0; at < 20; at++) await signIn(ways[at % ways.length] ?? email, "wrong");
    expect((await signIn(email, password)).status).toBe(429);
  });

  test("lets one person in, and a tag behind a + somebody else or nobody", async () => {
    const { email } = await someone();
    for (const way of [email.toUpperCase(), ` ${email}\t`, email.replace("@", "＠")])
      expect((await signIn(way, password)).status, way).toBe(303);
    expect((await signIn(email.replace("@", "+tag@"), password)).status).toBe(422);
  });

  test("is nobody else's, in letters that look the same neither", async () => {
    const { email } = await someone();
    const make = (one: string) => app.records.create(system, "user", { name: "Twin", email: one, state: "active" });
    for (const twin of [email.toUpperCase(), ` ${email}`, email.replace("a", "а"), email.replace("e", "é")])
      await expect(make(twin), twin).rejects.toMatchObject({ status: 422 });
  });
});

describe("case 10: a new password", () => {
  test.each(["password", "123456789", "qwertyuiop", "Trellis2026!", "trellis1"])("is not %s", async (typed) => {
    const person = await someone();
    expect((await person.send("/me/password", { current: password, password: typed })).status).toBe(422);
  });

  test("is not one's own address, needs no signs of any sort, and needs the one of before", async () => {
    const person = await someone();
    const change = async (current: string, typed: string) =>
      (await person.send("/me/password", { current, password: typed })).status;
    expect(await change(password, person.email)).toBe(422);
    expect(await change("guessed", "just some plain words")).toBe(422);
    expect(await change(password, "just some plain words")).toBe(303);
  });
});

/** Another process of ours, and every line it logs. */
async function overheard(): Promise<{ url: string; lines: string[]; close(): Promise<void> }> {
  const lines: string[] = [];
  const log = openLog("trace", { write: (line: string) => void lines.push(line) });
  const other = await secondApp(app, { log });
  const server = createServer(other.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => (server.closeAllConnections(), void server.close(), await other.close());
  return { url, lines, close };
}

describe("case 11: a token", () => {
  test("in the address lets nobody in, and stands in no log", async () => {
    const heard = await overheard();
    const person = await someone();
    const { token } = await people().tokens.create(person.id, { name: "t", scopes: ["*"] });
    for (const name of ["access_token", "token", "api_key"])
      expect((await fetch(`${heard.url}/api/v1/deals?${name}=${token}`)).status, name).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${heard.url}/api/v1/deals`, { headers })).status).toBe(200);
    await heard.close();
    expect(heard.lines.length).toBeGreaterThan(3);
    expect(heard.lines.join("")).not.toContain(token);
  });

  test("is stored as a hash, may no more than its person may at this moment, and ends within a second with them", async () => {
    const person = await someone("manager");
    const { token } = await people().tokens.create(person.id, { name: "t", scopes: ["*"] });
    const call = async (path: string) =>
      (await fetch(app.url + path, { headers: { Authorization: `Bearer ${token}` } })).status;
    const rows = await app.db.query({ text: "select t::text as line from api_tokens t" });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await call("/api/v1/deals")).toBe(200);
    const blind = { id: "nothing", name: "Nothing", position: 70, grants: { "contacts.read": "own" } } as const;
    await people().roleDefinitions.define(system, blind);
    await people().roles.assign(system, person.id, ["nothing"]);
    await expect.poll(() => call("/api/v1/deals")).toBe(403);
    await app.records.change(system, "user", person.id, { state: "inactive" });
    await expect.poll(() => call("/api/v1/contacts")).toBe(401);
  });
});

describe("case 17: what needs the password of the last ten minutes", () => {
  test("is what could let somebody else in", async () => {
    const [admin, other] = [await app.person("admin"), await someone()];
    const text = "update sessions set created_at = now() - interval '11 minutes' where user_id = $1";
    await app.db.query({ text, values: [admin.id] });
    const at = `/settings/people/${other.id}`;
    const paths = [at, `${at}/link`, `${at}/second-step/reset`, "/settings/people", "/settings/roles"];
    const own = ["/me/tokens", "/me/second-step", "/me/second-step/codes", "/me/second-step/passkey"];
    const rest = ["/settings/webhooks", "/settings/sign-in", "/settings/sign-in/providers", "/settings/lockdown"];
    for (const path of [...paths, ...own, ...rest]) {
      const answer = await admin.send(path, { email: "evil@example.com" });
      expect([answer.status, answer.headers.get("Location")], path).toEqual([
        303,
        expect.stringContaining("again=yes"),
      ]);
      const part = await admin.send(path, {}, { headers: { "HX-Request": "true" } });
      expect(part.status, path).toBe(401);
    }
    expect((await admin.send("/me/password", { current: "guessed", password: "another long one" })).status).toBe(422);
    expect(await people().passwords.emailOf(other.id)).toBe(other.email);
  });
});

describe("case 95: what visitors write", () => {
  const forged = '{"level":60,"msg":"FORGED"}';
  test("makes no lines of its own in the log, and passwords are in none", async () => {
    const heard = await overheard();
    const headers = { "User-Agent": forged, "Sec-Fetch-Site": "same-origin" };
    const body = new URLSearchParams({ login: `a\r\n${forged}\u001b[2J`, password: "CANARY-password" });
    await fetch(`${heard.url}/login`, { method: "POST", body, headers });
    for (const path of [`/x%0d%0a${encodeURIComponent(forged)}`, "/%1b[31mred", `/login?next=%0d%0a${forged}`])
      await fetch(heard.url + path, { redirect: "manual" });
    const socket = connect(Number(new URL(heard.url).port), "127.0.0.1");
    socket.write(`GET /a\u001b[31m HTTP/1.1\r\nHost: x\r\nUser-Agent: \u001b[31m${forged}\r\n\r\n`);
    await once(socket, "data");
    socket.destroy();
    await heard.close();
    expect(heard.lines.length).toBeGreaterThan(3);
    for (const line of heard.lines) {
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}]/u);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) as number });
      expect(JSON.parse(line)).not.toMatchObject({ msg: "FORGED" });
    }
    expect(heard.lines.join("")).not.toContain("CANARY");
  });
});

describe("case 116: a machine whose clock lies", () => {
  afterEach(() => void vi.useRealTimers());
  const hour = 3_600_000;
  const lie = (by: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + by });

  test.each([
    ["two hours ahead", 2 * hour],
    ["four hundred days behind", -400 * 24 * hour],
  ])("%s keeps sessions, locks, codes and links as long as they are", async (_, by) => {
    const person = await someone();
    const secret = await withSecondStep(person);
    const link = await people().links.create("password", person.id, 1);
    lie(by);
    expect((await person.visit("/me")).status).toBe(200);
    expect(await people().secondFactors.check(person.id, codeAt(secret, await step()))).toBe(true);
    expect(await people().links.find("password", link)).toEqual({ userId: person.id });
    await app.db.query({
      text: "insert into attempts values ($1, 20, now() + interval '5 minutes')",
      values: [`login:${person.email}`],
    });
    const locked = await signIn(person.email, password);
    expect([locked.status, Number(locked.headers.get("Retry-After")) <= 300]).toEqual([429, true]);
    const text = "update sessions set seen_at = now() - interval '31 minutes' where user_id = $1";
    await app.db.query({ text, values: [person.id] });
    expect((await person.visit("/me")).status).toBe(303);
  });

  test("and runs six hundred times as fast ends nothing early, and is found out", async () => {
    const person = await someone();
    const secret = await withSecondStep(person);
    const [real, began] = [Date, performance.now()];
    const start = real.now();
    // An hour goes by in six seconds, for this process alone.
    class Hurried extends real {
      constructor(...given: []) {
        super(...((given.length === 0 ? [Hurried.now()] : given) as []));
      }
      static override now = (): number => start + (performance.now() - began) * 600;
    }
    globalThis.Date = Hurried as DateConstructor;
    try {
      await sleep(3_200);
      expect(Date.now() - start).toBeGreaterThan(31 * 60_000);
      expect((await person.visit("/me")).status, "idle for half an hour by this clock").toBe(200);
      expect(await people().secondFactors.check(person.id, codeAt(secret, await step()))).toBe(true);
      await expect(clockCheck(app.db)()).rejects.toThrow("clock");
    } finally {
      globalThis.Date = real;
    }
    expect(JSON.stringify(await clockCheck(app.db)())).toBe('{"skewSeconds":0}');
  });

  test("by more than thirty seconds says that it is not ready", async () => {
    const check = clockCheck(app.db);
    expect(JSON.stringify(await check())).toBe('{"skewSeconds":0}');
    for (const by of [31_500, -31_500]) {
      lie(by);
      await expect(check()).rejects.toThrow("clock");
      vi.useRealTimers();
    }
  });
});
