// The names this server answers to: before it is set up, behind proxies, and in production.
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { describe, expect, test } from "vitest";
import { knownHost, type OwnNames } from "../../../core/web/known-host.ts";

const open = { production: false, publicUrl: "http://localhost:3000", hosts: undefined };
const live = {
  production: true,
  publicUrl: "https://crm.example.com",
  hosts: "Intern.example.com, 10.9.8.7,[fd00::7]",
};

async function statusOf(names: OwnNames, headers: Record<string, string>, { proxy = false, path = "/" } = {}) {
  const koa = new Koa({ proxy });
  koa.silent = true;
  koa.use(knownHost(names)).use((ctx) => void (ctx.body = "here"));
  const server = createServer(koa.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: "127.0.0.1", port, headers, path, setHost: false, agent: false }).end();
  const [answer] = (await once(sent, "response")) as [{ statusCode: number; resume(): void }];
  answer.resume();
  server.close();
  return answer.statusCode;
}

describe("a machine that was just set up", () => {
  test.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "192.168.1.20:3000", "0.0.0.0", "[fe80::1]:3000"])(
    "answers at %s",
    async (Host) => expect(await statusOf(open, { Host })).toBe(200),
  );
  test.each(["crm", "crm:3000", "CRM.local", "crm.home.arpa", "crm.corp.internal."])(
    "answers to %s, which nobody outside can have",
    async (Host) => expect(await statusOf(open, { Host })).toBe(200),
  );
  test.each(["evil.example", "127.0.0.1.nip.io", "localhost.evil.example", "crm@evil.example", "crm/x", "a b"])(
    "refuses %s, which anybody can lead here",
    async (Host) => expect(await statusOf(open, { Host })).not.toBe(200),
  );
});

describe("in production", () => {
  test.each([
    "crm.example.com",
    "CRM.example.com:443",
    "crm.example.com.",
    "intern.example.com",
    "10.9.8.7",
    "[fd00::7]",
  ])("%s is a name of its own", async (Host) => expect(await statusOf(live, { Host })).toBe(200));
  test("the address a proxy speaks to is, too, and this machine to itself", async () => {
    for (const Host of ["127.0.0.1:3000", "localhost:3000"]) expect(await statusOf(live, { Host })).toBe(200);
  });
  test.each([
    "evil.example",
    "crm",
    "192.168.1.20",
    "example.com",
    "x.crm.example.com",
    "crm.example.com:80@evil.example",
  ])("%s is refused", async (Host) => expect(await statusOf(live, { Host })).toBe(421));
  test("a name in an absolute address counts, whatever the header says", async () => {
    const ask = (path: string) => statusOf(live, { Host: "crm.example.com" }, { path });
    expect([await ask("http://evil.example/"), await ask("http://crm.example.com/")]).toEqual([421, 200]);
  });
});

describe("behind a proxy", () => {
  const forwarded = (name: string) => ({ Host: "upstream-7", "X-Forwarded-Host": name });
  test("that is trusted, its word counts and its own name for us does not", async () => {
    expect(await statusOf(live, forwarded("crm.example.com"), { proxy: true })).toBe(200);
    expect(await statusOf(live, forwarded("evil.example"), { proxy: true })).toBe(421);
  });
  test("that is not trusted, its word counts for nothing", async () => {
    expect(await statusOf(live, forwarded("crm.example.com"))).toBe(421);
    expect(await statusOf(live, { Host: "crm.example.com", "X-Forwarded-Host": "evil.example" })).toBe(200);
  });
});
