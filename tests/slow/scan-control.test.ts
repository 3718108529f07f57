// A scan that finds nothing says something only where it would have found something: sqlmap, asked in our way, finds what is
// planted in each place where a value can stand.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Router } from "@koa/router";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../support/app.ts";
import { tryAll } from "../support/scan/sqlmap.ts";
import { type Target, targetsOf } from "../support/scan/targets.ts";

let app: TestApp;
let server: Server;
let origin: string;
let folder: string;

beforeAll(async () => {
  app = await startTestApp();
  for (const name of ["Ana", "Boris"]) await app.person("sales", { name });
  server = createServer((request, response) => {
    careless(request).then(
      (found) => response.end(found),
      () => response.writeHead(422).end(),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "trellis-planted-"));
}, 120_000);
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await app.stop();
  await rm(folder, { recursive: true });
});

/** Asks the database in the way that is never ours: with what was sent as a part of the statement. */
async function careless(request: IncomingMessage): Promise<string> {
  const sent = await text(request);
  const { pathname, searchParams } = new URL(request.url ?? "", origin);
  const all = "select name from users";
  const called = (name = ""): string => `${all} where name = '${name}'`;
  const asked: Readonly<Record<string, () => string>> = {
    query: () => called(searchParams.get("q") ?? ""),
    order: () => `${all} order by ${searchParams.get("sort[by]")}`,
    people: () => called(decodeURIComponent(pathname.split("/")[2] ?? "")),
    form: () => called(new URLSearchParams(sent).get("q") ?? ""),
    value: () => called((JSON.parse(sent) as Record<string, string>)["q"]),
    key: () => called(Object.keys((JSON.parse(sent) as { custom: object }).custom)[0]),
  };
  const statement = asked[pathname.split("/")[1] ?? ""]?.() ?? all;
  return (await app.db.query<{ name: string }>({ text: statement })).map(({ name }) => name).join("\n");
}

const routes = new Router().get("/people/:name", () => {}).stack;
const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };
const someone = { method: "GET", headers: new Headers({ cookie: "a", authorization: "b" }), body: "" };

function targetOf(method: string, path: string, headers = {}, body = ""): Target {
  const asked = { method, url: new URL(path, origin), headers: new Headers(headers), body };
  const [target] = targetsOf([asked, { ...someone, url: new URL(origin) }], routes);
  if (!target) throw new Error(`Nothing is marked in ${path}`);
  return target;
}

const run = () => ({ folder, until: Date.now() + 500_000, atOnce: 1 });

test.each([
  ["a query", () => targetOf("GET", "/query?q=Ana")],
  ["an order", () => targetOf("GET", "/order?sort[by]=name")],
  ["a path", () => targetOf("GET", "/people/Ana")],
  ["a form", () => targetOf("POST", "/form", form, "q=Ana")],
  ["a value in JSON", () => targetOf("POST", "/value", json, '{"q":"Ana"}')],
  ["a key in JSON", () => targetOf("POST", "/key", json, '{"custom":{"Ana":"tall"}}')],
])("a hole behind %s is found", async (_, target) => {
  const [tried] = await tryAll([target()], run());
  expect(tried?.found).toContainEqual(expect.stringMatching(/injection point/));
});

test("what was cut off is tried again, and what came to its end is not", async () => {
  const target = targetOf("GET", "/nothing?q=Ana");
  const cut = { ...run(), until: Date.now() + 2_000 };
  expect(await tryAll([target], cut)).toMatchObject([{ whole: false }]);
  const [tried] = await tryAll([target], run());
  expect(tried).toEqual({ name: target.name, parameters: ["?q"], whole: true, found: [] });
  expect(await tryAll([target], { ...run(), until: 0 })).toEqual([tried]);
});
