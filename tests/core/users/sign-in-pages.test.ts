import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashPassword } from "../../../core/security/hashing.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { password } from "../../support/people.ts";

let app: TestApp;
let ana: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("sales", { name: "Ana" });
  await app.get(services.people).passwords.store(app.db, ana.id, await hashPassword(password));
});
afterAll(() => app.stop());

const post = (path: string, form: Record<string, string>, headers = {}) =>
  fetch(app.url + path, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(form),
    headers: { "Sec-Fetch-Site": "same-origin", ...headers },
  });
const signIn = (form: Record<string, string>, headers = {}) =>
  post("/login", { login: ana.email, password, ...form }, headers);
const cookieOf = (answer: Response) =>
  answer.headers.getSetCookie().find((cookie) => cookie.startsWith("trellis_session=")) ?? "";
const visit = (path: string, headers = {}) => fetch(app.url + path, { redirect: "manual", headers });

describe("signing in", () => {
  test("sets a cookie scripts cannot read and goes on to the page that was wanted", async () => {
    const answer = await signIn({ next: "/me" });
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/me"]);
    expect(cookieOf(answer)).toMatch(/^trellis_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await visit("/me", { cookie: cookieOf(answer).split(";")[0] })).status).toBe(200);
  });

  test("keeps the cookie for 30 days when asked", async () => {
    expect(cookieOf(await signIn({ kept: "on" }))).toContain("Max-Age=2592000");
  });

  test.each([
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/x\r\nSet-Cookie: a=b",
  ])("never leads to %j", async (next) => expect((await signIn({ next })).headers.get("Location")).toBe("/"));

  test("with a wrong password answers with the form, without saying which half was wrong", async () => {
    const [wrong, nobody] = [await signIn({ password: "wrong" }), await signIn({ login: "x@example.com" })];
    expect([wrong.status, nobody.status]).toEqual([422, 422]);
    const plain = (text: string) => text.replaceAll(ana.email, "").replaceAll("x@example.com", "");
    expect(plain(await wrong.text())).toBe(plain(await nobody.text()));
  });

  test("gives a new session and ends the one before", async () => {
    const before = cookieOf(await signIn({})).split(";")[0] ?? "";
    const form = await (await visit("/me", { cookie: before })).text();
    const token = /name="_csrf" value="([^"]+)"/.exec(form)?.[1] ?? "";
    const after = cookieOf(await signIn({ _csrf: token }, { cookie: before })).split(";")[0] ?? "";
    expect(after).not.toBe(before);
    expect((await visit("/me", { cookie: before })).status).toBe(303);
    expect((await visit("/me", { cookie: after })).status).toBe(200);
  });

  test("from another site is refused", async () => {
    expect((await signIn({}, { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
  });
});

describe("without a session", () => {
  test("a page leads to the sign-in page and back", async () => {
    const answer = await visit("/me?a=1");
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/login?next=%2Fme%3Fa%3D1"]);
  });

  test("a part of a page sends the whole window there", async () => {
    const answer = await visit("/me", { "HX-Request": "true", "HX-Current-URL": `${app.url}/settings` });
    expect([answer.status, answer.headers.get("HX-Redirect")]).toEqual([401, "/login?next=%2Fsettings"]);
    expect(await answer.text()).not.toContain("<form");
  });

  test.each(["/login", "/health/live"])("%s is open", async (path) => expect((await visit(path)).status).not.toBe(303));
});

describe("the REST API", () => {
  test.each([
    ["no token", {}],
    ["a cookie", { cookie: "trellis_session=x" }],
    ["something else", { Authorization: "Bearer nonsense" }],
    ["Basic", { Authorization: "Basic YTpi" }],
  ])("answers 401 to %s", async (_, headers) => {
    const answer = await visit("/api/v1/users", headers);
    expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([401, "Bearer"]);
    expect(await answer.json()).toMatchObject({ code: "security.no_token", status: 401 });
  });

  test("does not take a person's cookie, nor a page a token", async () => {
    expect((await visit("/api/v1/users", { cookie: ana.cookie })).status).toBe(401);
    const { token } = await app.get(services.people).tokens.create(ana.id, { name: "t", scopes: ["*"] });
    expect((await visit("/me", { Authorization: `Bearer ${token}` })).status).toBe(303);
    expect((await visit(`/api/v1/users?access_token=${token}`)).status).toBe(401);
  });
});

describe("what a forgotten session must not do", () => {
  test("asks for the password again after ten minutes, and leads back", async () => {
    const old = await app.person("admin", { name: "Old" });
    const form = { name: "t", scopes: "*", days: "7" };
    expect((await old.send("/me/tokens", form)).status).toBe(200);
    await app.db.query({
      text: "update sessions set created_at = now() - interval '11 minutes' where user_id = $1",
      values: [old.id],
    });
    const answer = await old.send("/me/tokens", form, { headers: { Referer: `${app.url}/me` } });
    expect(answer.headers.get("Location")).toBe("/login?next=%2Fme&again=yes");
    for (const path of ["/settings/people", `/settings/people/${ana.id}`, `/settings/people/${ana.id}/link`]) {
      expect((await old.send(path, { name: "x" })).headers.get("Location")).toContain("again=yes");
    }
    expect(await (await old.visit("/login?next=%2Fme&again=yes")).text()).toContain("once more");
    expect((await old.visit("/login?next=%2Fme")).headers.get("Location")).toBe("/me");
  });
});

describe("signing out", () => {
  test("ends the session and empties the browser's memory", async () => {
    const bob = await app.person("sales", { name: "Bob" });
    const answer = await bob.send("/logout");
    expect(answer.headers.get("Clear-Site-Data")).toBe('"cache", "storage"');
    expect((await bob.visit("/me")).status).toBe(303);
  });

  test("needs the token of the session's forms", async () => {
    expect((await ana.send("/logout", {}, { headers: { "X-CSRF-Token": "guessed" } })).status).toBe(403);
  });
});
