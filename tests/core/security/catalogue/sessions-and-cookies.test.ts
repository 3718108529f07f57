// Cases 9, 12, 14, 15, 93 and 94 of the catalogue of attacks, on a server that people reach by https.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashPassword } from "../../../../core/security/hashing.ts";
import { hashOf } from "../../../../core/security/secrets.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { password } from "../../../support/people.ts";
import { promised } from "../../../support/quickly.ts";

let app: TestApp;
let ana: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ env: { PUBLIC_URL: "https://crm.kolev.example" } });
  ana = await app.person("sales", { name: "Ana" });
  await app.get(services.people).passwords.store(app.db, ana.id, await hashPassword(password));
});
afterAll(() => app.stop());

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(app.url + path, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(form),
    headers: { "Sec-Fetch-Site": "same-origin", ...headers },
  });
const signIn = (more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  post("/login", { login: ana.email, password, ...more }, headers);
const visit = (path: string, cookie = "") => fetch(app.url + path, { redirect: "manual", headers: { cookie } });
const setBy = (answer: Response): string =>
  answer.headers.getSetCookie().find((one) => one.includes("trellis_session=")) ?? "";
const cookieOf = (answer: Response): string => setBy(answer).split(";")[0] ?? "";

describe("case 9: long passwords", () => {
  test.each([64, 200, 1024])("of %d bytes are taken, and every byte counts", async (length) => {
    const long = "x7".repeat(length / 2);
    await app.get(services.people).passwords.store(app.db, ana.id, await hashPassword(long));
    expect((await signIn({ password: `${long.slice(0, -1)}8` })).status).toBe(422);
    expect((await signIn({ password: long })).status).toBe(303);
    await app.get(services.people).passwords.store(app.db, ana.id, await hashPassword(password));
  });

  test("of fifty who sign in at once keep nobody else waiting", async () => {
    const hash = await hashPassword(password);
    const people = await Promise.all(Array.from({ length: 50 }, () => app.person("sales")));
    for (const { id } of people) await app.get(services.people).passwords.store(app.db, id, hash);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const answers = await Promise.all(people.map(({ email }) => signIn({ login: email })));
    delay.disable();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(delay.max / 1e6).toBeLessThan(promised(250));
  });

  test("of 4096 bytes are refused", async () => {
    expect((await signIn({ password: "x".repeat(4096) })).status).toBe(413);
  });
});

describe("case 12: a session somebody else planted", () => {
  test("is never carried on", async () => {
    const planted = "__Host-trellis_session=c29tZWJvZHktcGxhbnRlZC10aGlzLXNlY3JldC1oZXJl";
    const own = cookieOf(await signIn({}, { cookie: planted }));
    expect(own).not.toBe(planted);
    expect((await visit("/me", own)).status).toBe(200);
    expect((await visit("/me", planted)).status).toBe(303);
  });
});

describe("case 14: a session that has ended", () => {
  test("by signing out opens nothing when its cookie is sent again, in another process neither", async () => {
    const node = await app.node();
    const cookie = cookieOf(await signIn());
    const page = await (await visit("/me", cookie)).text();
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const out = await post("/logout", { _csrf: csrf }, { cookie });
    expect(out.headers.get("Clear-Site-Data")).toContain("cache");
    for (const url of [app.url, node.url])
      expect((await fetch(`${url}/me`, { redirect: "manual", headers: { cookie } })).status).toBe(303);
  });

  test.each([
    ["half an hour of silence", "seen_at = now() - interval '31 minutes'"],
    ["twelve hours in all", "created_at = now() - interval '12 hours 1 minute'"],
  ])("by %s, as the database's clock says", async (_, passes) => {
    const cookie = cookieOf(await signIn());
    expect((await visit("/me", cookie)).status).toBe(200);
    const values = [hashOf(cookie.split("=")[1] ?? "")];
    await app.db.query({ text: `update sessions set ${passes} where hash = $1`, values });
    expect((await visit("/me", cookie)).status).toBe(303);
  });
});

describe("case 15: the cookie", () => {
  test("belongs to this host alone, goes by https alone, and no script reads it", async () => {
    expect(setBy(await signIn())).toMatch(
      /^__Host-trellis_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  test("is known to the database as a hash only", async () => {
    const secret = cookieOf(await signIn()).split("=")[1] ?? "";
    const rows = await app.db.query({
      text: "select encode(hash, 'escape') as hash, id, device, address from sessions",
    });
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test("without its prefix opens nothing", async () => {
    const cookie = cookieOf(await signIn()).replace("__Host-", "");
    expect((await visit("/me", cookie)).status).toBe(303);
  });
});

describe("case 93: every answer", () => {
  test.each(["/login", "/me", "/nothing/here", "/login/second", "/login/forgotten", "/api/v1/deals", "/health/live"])(
    "%s says what a browser may do with it",
    async (path) => {
      const { headers } = await visit(path);
      const policy = headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|http:/);
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("same-origin");
      expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
      expect(headers.get("Strict-Transport-Security")).toMatch(/max-age=\d{8}/);
    },
  );
});

describe("case 94: where somebody goes on to", () => {
  test.each([
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "/x\r\nSet-Cookie: a=b",
  ])("is never %j, by the second step neither", async (next) => {
    expect((await signIn({ next })).headers.get("Location")).toBe("/");
    const to = (await visit(`/login/second?next=${encodeURIComponent(next)}`)).headers.get("Location");
    expect(to).toBe("/login?next=%2F");
  });

  test("a page with a secret on it is kept by nobody", async () => {
    for (const path of ["/login", "/login/forgotten"])
      expect((await visit(path)).headers.get("Cache-Control"), path).toContain("no-store");
  });
});
