import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { body } from "../../../core/web/body.ts";
import { formIn, jsonIn, queryIn } from "../../../core/web/read.ts";
import { address } from "../../../core/web/address.ts";
import { serve, type WebServer } from "../../support/web.ts";

let web: WebServer;

beforeAll(async () => {
  web = await serve(() => [
    address(),
    body({ bytes: 2000 }),
    (ctx) => {
      if (ctx.path === "/api/json") ctx.body = { read: jsonIn(ctx) };
      if (ctx.path === "/api/form")
        ctx.body = { name: formIn(ctx).find("name") ?? null, tags: formIn(ctx).list("tag") };
      if (ctx.path === "/api/query") ctx.body = { name: queryIn(ctx).find("name") ?? null };
    },
  ]);
});
afterAll(() => web.close());

const post = (path: string, type: string, body: string | Buffer<ArrayBuffer>) =>
  web.fetch(path, { method: "POST", headers: { "Content-Type": type }, body });
const json = (text: string | Buffer<ArrayBuffer>) => post("/api/json", "application/json", text);
const form = (text: string) => post("/api/form", "application/x-www-form-urlencoded", text);

const told = async (answer: Response) => {
  const { code } = (await answer.json()) as { code: string };
  return `${answer.status} ${code}`;
};

describe("cases 97 and 98: JSON", () => {
  test("is read", async () =>
    expect(await (await json(`{"a":[1,{"b":"ж"}]}`)).json()).toEqual({ read: { a: [1, { b: "ж" }] } }));

  test.each([
    ["that is broken", `{"a":`, "400 web.broken_json"],
    ["with a key written twice", `{"a":1,"b":{"c":1,"\\u0063":2}}`, "400 web.key_twice"],
    ["that would change prototypes", `{"__proto__":{"admin":true}}`, "400 web.key_not_allowed"],
    ["that is nested without end", "[".repeat(100) + "]".repeat(100), "400 web.json_too_deep"],
    ["that begins with a byte order mark", `\uFEFF{"a":1}`, "400 web.broken_text"],
    ["that is too large", `{"a":"${"x".repeat(3000)}"}`, "413 web.too_large"],
  ])("%s is refused", async (_what, text, wanted) => expect(await told(await json(text))).toBe(wanted));

  test("with the same key in two objects is fine", async () => {
    expect((await json(`[{"a":1},{"a":":{"}]`)).status).toBe(200);
  });

  test("that is not UTF-8 is refused", async () => {
    expect(await told(await json(Buffer.from([0x22, 0xff, 0x22])))).toBe("400 web.broken_text");
  });

  test("in another encoding is refused", async () => {
    const utf16 = Buffer.from(`{"a":1}`, "utf16le");

    expect(await told(await post("/api/json", "application/json; charset=utf-16", utf16))).toBe(
      "415 web.wrong_content_type",
    );
  });

  test("under a false name is refused", async () => {
    expect(await told(await post("/api/json", "text/plain", `{"a":1}`))).toBe("415 web.wrong_content_type");
  });

  test("where a form came is asked for", async () => {
    expect(await told(await post("/api/json", "application/x-www-form-urlencoded", "a=1"))).toBe(
      "400 web.json_expected",
    );
  });

  test("of a body that never ends stops early", async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(1000, 32)) });
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: endless, duplex: "half" };

    expect((await web.fetch("/api/json", init as RequestInit)).status).toBe(413);
  });
});

describe("case 98: a form", () => {
  test("is read, plus signs and percent codes included", async () => {
    expect(await (await form("name=Ana+%D0%9A&tag=1&tag=2")).json()).toEqual({ name: "Ana К", tags: ["1", "2"] });
  });

  test.each([
    ["the same field twice", "name=a&name=b", "400 web.one_value_expected"],
    ["a structured field", "name[x]=a", "400 web.one_value_expected"],
    ["a broken percent code", "name=%zz", "400 web.broken_address"],
    ["half a letter", "name=%D0", "400 web.broken_address"],
    ["NUL", "name=a%00", "400 web.broken_text"],
  ])("with %s is refused", async (_what, text, wanted) => expect(await told(await form(text))).toBe(wanted));
});

describe("cases 97 and 98: an address", () => {
  test("may name a value once", async () =>
    expect(await (await web.fetch("/api/query?name=a")).json()).toEqual({ name: "a" }));

  test.each([
    ["/api/query?name=a&name=b", "400 web.one_value_expected"],
    ["/api/query?name=%zz", "400 web.broken_address"],
    ["/api/query/%zz", "400 web.broken_address"],
    ["/api/query/%00", "400 web.broken_address"],
    ["/api/..%2f..%2fetc/passwd", "400 web.broken_address"],
    [`/api/query?${"a=1&".repeat(1900)}`, "404"],
    [`/api/query/${"a".repeat(9000)}`, "400 web.broken_address"],
  ])("like %.40s is answered with %s", async (path, wanted) => {
    const answer = await web.fetch(path);

    expect(wanted.startsWith(String(answer.status)) || answer.status === 200).toBe(true);
    if (wanted.includes("web.")) expect(await told(answer)).toBe(wanted);
  });

  test("with thousands of names is refused", async () => {
    const answer = await form("a=&".repeat(6000).slice(0, 1900));

    expect(answer.status).toBeLessThan(500);
  });
});
