import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Ada" });
});
afterAll(() => app.stop());

const texts = [
  "",
  " ",
  "\u0000",
  "'; drop table users; --",
  "<script>alert(1)</script>",
  "%",
  "\u202Eevil",
  "😀".repeat(300),
  "x".repeat(5000),
  "[object Object]",
  "../../etc/passwd",
];

describe("whatever is typed", () => {
  test.each(texts)("%j never breaks a form about people", async (text) => {
    const forms: [string, Record<string, string | string[]>][] = [
      ["/login", { login: text, password: text, next: text }],
      ["/me", { language: text, timeZone: text, theme: text, density: text }],
      ["/me/password", { current: text, password: text }],
      ["/me/tokens", { name: text, scopes: text, days: text }],
      ["/settings/people", { name: text, email: text, team: text, jobTitle: text, roles: [text] }],
      [`/settings/people/${admin.id}`, { name: text, email: text, team: text, jobTitle: text, roles: [text] }],
      [
        "/settings/company",
        { name: text, language: text, country: text, currency: text, timeZone: text, firstWeekday: text },
      ],
      ["/language", { language: text, next: text }],
      ["/welcome", { template: text }],
    ];
    for (const [path, form] of forms) {
      const { status } = await admin.send(path, form);
      expect([path, status < 500 || status === 503]).toEqual([path, true]);
    }
  });

  test.each(["/login", "/me", "/settings/people", "/settings/company"])(
    "%s refuses lists, strange bodies and half codes",
    async (path) => {
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      for (const body of ["login=a&login=b&name=a&name=b", "login[x]=1&name[x]=1", "login=%zz&name=%zz", "%00=1"]) {
        const { status } = await admin.send(path, {}, { body, headers });
        expect([body, status]).toEqual([body, expect.toSatisfy((code: number) => code >= 300 && code < 500)]);
      }
      const json = await admin.send(
        path,
        {},
        { body: '{"login":["a"]}', headers: { "Content-Type": "application/json" } },
      );
      expect(json.status).toBe(400);
    },
  );

  test.each(["x", "1", "01980000-0000-7000-8000-000000000000", "null", "%27", "a".repeat(4000)])(
    "an id %s is nobody's",
    async (id) => {
      for (const path of [`/settings/people/${id}`, `/password/${id}`, `/setup/${id}`]) {
        expect([404, 400]).toContain((await admin.visit(path)).status);
      }
      expect([404, 400, 303]).toContain((await admin.send(`/me/sessions/${id}/end`)).status);
      expect([404, 400, 303]).toContain((await admin.send(`/me/tokens/${id}/end`)).status);
    },
  );

  test("is shown as text", async () => {
    await admin.send("/settings/people", {
      name: "<b>Bold</b>",
      email: "",
      team: "",
      jobTitle: "<i>x</i>",
      roles: ["sales"],
    });
    const page = await (await admin.visit("/settings/people")).text();
    expect(page).toContain("&lt;b&gt;Bold&lt;/b&gt;");
    expect(page).not.toContain("<b>Bold</b>");
  });
});
