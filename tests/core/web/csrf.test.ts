import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { body } from "../../../core/web/body.ts";
import { stateOf } from "../../../core/web/context.ts";
import { csrf } from "../../../core/web/csrf.ts";
import { maskedToken } from "../../../core/web/masked-token.ts";
import { serve, type WebServer } from "../../support/web.ts";

const token = "a-token-of-this-session";
let web: WebServer;

beforeAll(async () => {
  web = await serve(() => [
    body(),
    async (ctx, next) => {
      if (ctx.get("X-Signed-In")) stateOf(ctx).session = { id: "s1", csrf: token };
      await next();
    },
    csrf({ origin: () => undefined }),
    (ctx) => void (ctx.body = "done"),
  ]);
});
afterAll(() => web.close());

const send = async (headers: Record<string, string>, fields: Record<string, string> = {}) =>
  (await web.fetch("/api/x", { method: "POST", headers, body: new URLSearchParams(fields) })).status;
const sendWithoutForm = (headers: Record<string, string>) => web.status("POST", "/api/x", headers);
const signedIn = { "X-Signed-In": "yes" };

describe("a write of a signed-in person", () => {
  test("with the token in the form is done", async () => expect(await send(signedIn, { _csrf: token })).toBe(200));
  test("with the token in a header is done", async () =>
    expect(await send({ ...signedIn, "X-CSRF-Token": token })).toBe(200));
  test("with the token as a page carries it is done, whichever page that was", async () => {
    for (const page of ["/contacts", "/search?q=a", "/search?q=b"])
      expect(await send(signedIn, { _csrf: maskedToken(token, page) })).toBe(200);
    expect(await send(signedIn, { _csrf: maskedToken("a-token-of-another-one", "/") })).toBe(403);
  });
  test("finds the token nowhere in a page, and another mask at every address", () => {
    const [a, b] = ["/search?q=a", "/search?q=b"].map((page) => maskedToken(token, page));
    expect(Buffer.from(String(a), "base64url").toString()).not.toContain(token.slice(0, 4));
    expect(a).not.toBe(b);
    expect(maskedToken(token, "/search?q=a")).toBe(a);
  });
  test("without it is refused", async () => expect(await send(signedIn)).toBe(403));
  test("with another one is refused", async () => expect(await send(signedIn, { _csrf: `${token}x` })).toBe(403));
  test("with the right token from another site is refused", async () => {
    expect(await send({ ...signedIn, "Sec-Fetch-Site": "cross-site" }, { _csrf: token })).toBe(403);
    expect(await send({ ...signedIn, "Sec-Fetch-Site": "same-site" }, { _csrf: token })).toBe(403);
    expect(await sendWithoutForm({ ...signedIn, "X-CSRF-Token": token, Origin: "https://evil.example" })).toBe(403);
    expect(await sendWithoutForm({ ...signedIn, "X-CSRF-Token": token, Origin: "null" })).toBe(403);
    expect(await sendWithoutForm({ ...signedIn, "X-CSRF-Token": token, Origin: web.url })).toBe(200);
  });
});

describe("a form with files", () => {
  const files = (headers: Record<string, string>) => {
    const form = new FormData();
    form.set("file", new Blob(["a"]), "a.csv");
    return web.fetch("/api/x", { method: "POST", headers: { ...signedIn, ...headers }, body: form });
  };

  test("is taken from our own pages", async () =>
    expect((await files({ "Sec-Fetch-Site": "same-origin" })).status).toBe(200));
  test("is refused when nobody says where it came from", async () => expect((await files({})).status).toBe(403));
});

describe("signing in", () => {
  test("needs no token yet", async () => expect(await send({})).toBe(200));
  test("cannot be done for somebody by another site", async () =>
    expect(await sendWithoutForm({ Origin: "https://evil.example" })).toBe(403));
});

test("reading needs no token", async () => expect((await web.fetch("/api/x", { headers: signedIn })).status).toBe(200));
