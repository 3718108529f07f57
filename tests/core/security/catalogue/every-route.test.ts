// Case 16 of the catalogue of attacks: every route there is, asked by another site in the name of somebody who is signed in.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Routes } from "../../../../core/plugins/routes.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";
import { wholeDatabase } from "../../../support/whole-database.ts";

interface Route {
  readonly method: string;
  readonly path: string;
}

let app: TestApp;
let admin: TestPerson;
let other: TestPerson;
let routes: readonly Route[];
beforeAll(async () => {
  const added = vi.spyOn(Routes.prototype, "add");
  added.mockClear();
  app = await startTestApp();
  const stacks = added.mock.calls.flatMap(([router]) => router.stack);
  added.mockRestore();
  [admin, other] = [await app.person("admin"), await app.person("admin")];
  const deal = await app.deal(admin.actor, "One");
  const contact = await app.records.create(system, "contact", { name: "Ann" });
  const at = (path: string): string =>
    path
      .replaceAll(/:plural/g, "deals")
      .replaceAll(/:kind/g, "deal")
      .replaceAll(/:\w+/g, path.includes("contacts") ? contact.id : deal)
      .replaceAll(/[{}()*]/g, "");
  routes = stacks.flatMap(({ methods, path }) =>
    methods.filter((one) => one !== "HEAD").map((method) => ({ method, path: at(String(path)) })),
  );
});
afterAll(() => app.stop());

const isApi = ({ path }: Route): boolean => path.startsWith("/api/");
const writes = (): Route[] => routes.filter(({ method }) => method !== "GET");

async function statuses(
  asked: readonly Route[],
  ask: (route: Route) => Promise<Response>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let at = 0; at < asked.length; at += 8) {
    const some = asked.slice(at, at + 8).map(async (route) => [route, (await ask(route)).status] as const);
    for (const [{ method, path }, status] of await Promise.all(some)) found.set(`${method} ${path}`, status);
  }
  return found;
}
const others = (found: ReadonlyMap<string, number>, wanted: number) =>
  [...found].filter(([, status]) => status !== wanted);

const send = ({ method, path }: Route, headers: Record<string, string>, body = "a=1") =>
  fetch(app.url + path, { method, redirect: "manual", body, headers: { cookie: admin.cookie, ...headers } });
const form = { "Content-Type": "application/x-www-form-urlencoded" };
const token = async (person: TestPerson): Promise<string> =>
  /name="_csrf" value="([^"]+)"/.exec(await (await person.visit("/me")).text())?.[1] ?? "";

describe("case 16: a write", () => {
  test.each<[string, () => Promise<Record<string, string>>]>([
    ["of another site", async () => ({ ...form, "Sec-Fetch-Site": "cross-site", "X-CSRF-Token": await token(admin) })],
    [
      "of a neighbour of this site",
      async () => ({ ...form, "Sec-Fetch-Site": "same-site", "X-CSRF-Token": await token(admin) }),
    ],
    [
      "of another origin",
      async () => ({ ...form, Origin: "https://evil.example", "X-CSRF-Token": await token(admin) }),
    ],
    ["without the token of the session", async () => ({ ...form, "Sec-Fetch-Site": "same-origin" })],
    [
      "with the token of somebody else",
      async () => ({ ...form, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": await token(other) }),
    ],
    ["that says nothing of where it comes from", async () => form],
  ])("%s is refused on every page, and changes nothing", async (_, headersOf) => {
    const headers = await headersOf();
    const before = await wholeDatabase(app.db);
    const pages = writes().filter((route) => !isApi(route));
    expect(pages.length).toBeGreaterThan(80);
    expect(others(await statuses(pages, (route) => send(route, headers)), 403)).toEqual([]);
    expect(await wholeDatabase(app.db)).toEqual(before);
  });

  test("as JSON in the disguise of text is read by no page", async () => {
    const before = await wholeDatabase(app.db);
    const headers = { "Content-Type": "text/plain", "Sec-Fetch-Site": "cross-site" };
    const found = await statuses(
      writes().filter((route) => !isApi(route)),
      (route) => send(route, headers, '{"a":1}'),
    );
    expect([...found].filter(([, status]) => status < 400 || status >= 500)).toEqual([]);
    expect(await wholeDatabase(app.db)).toEqual(before);
  });

  test("over REST is not believed for a cookie", async () => {
    const api = writes().filter(isApi);
    expect(api.length).toBeGreaterThan(60);
    const headers = {
      "Content-Type": "application/json",
      "Sec-Fetch-Site": "same-origin",
      "X-CSRF-Token": await token(admin),
    };
    expect(others(await statuses(api, (route) => send(route, headers, "{}")), 401)).toEqual([]);
  });
});

describe("case 16: reading", () => {
  test("changes nothing, whatever is read", async () => {
    // A file that leaves the house is written into the register, which is what the register is for.
    const gets = routes.filter(({ method, path }) => method === "GET" && !path.includes("/export"));
    expect(gets.length).toBeGreaterThan(100);
    const before = await wholeDatabase(app.db);
    const found = await statuses(gets, ({ path }) =>
      path.startsWith("/api/") ? admin.api("GET", path) : admin.visit(path),
    );
    expect([...found].filter(([, status]) => status >= 500)).toEqual([]);
    expect(await wholeDatabase(app.db)).toEqual(before);
  });
});
