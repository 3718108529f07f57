// What a plugin sends to other servers: to the hosts somebody agreed to, while it is on.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpAskedFor } from "../../../../core/plugins/live/hosts-asked-for.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;
let server: Server;
let place: string;
const heard: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url}`);
    response.end("1.95583");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ pluginsDir: folder, env: { TRELLIS_OUTBOUND_ALLOW: "127.0.0.1" } });
  admin = await app.person("admin");
});
afterAll(async () => {
  await app.stop();
  server.close();
  await rm(folder, { recursive: true });
});

/** A plugin that asks whatever address its page is given, and keeps the way to do so where the test finds it. */
const asking = (hosts: readonly string[]) => ({
  imports: 'import { Router } from "@koa/router"; import { services } from "trellis/sdk";',
  code: `setup: const http = get(services.http); globalThis["ID.http"] = http; const router = new Router();
    router.get("/ID", async (ctx) => { ctx.body = (await http.send({ url: ctx.query.url })).body.toString(); });
    host.routes(router);`,
  manifest: {
    requests: { hosts },
    permissions: [{ id: "ID.see", label: { en: "See" } }],
    contributes: { routes: [{ path: "/ID", permission: "ID.see" }] },
  },
});

const ask = async (id: string, url: string) => await admin.visit(`/${id}?url=${encodeURIComponent(url)}`);

describe("a plugin that is on", () => {
  let id: string;
  beforeAll(async () => {
    id = await codePlugin(folder, asking([place, "*.example.com"]));
    await app.get(services.plugins).enable(admin.actor, id, { agreed: "everything" });
  });

  test("reaches the host it asked for", async () => {
    const answer = await ask(id, `http://${place}/rates`);
    expect(await answer.text()).toBe("1.95583");
    expect(heard.splice(0)).toEqual(["GET /rates"]);
  });

  test("reaches no other, and the sentence says which", async () => {
    const answer = await ask(id, "http://evil.example/steal");
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain("evil.example");
  });

  test("reaches nobody any more once it is off, also by what it had kept", async () => {
    const kept = (globalThis as unknown as Record<string, { send(request: object): Promise<unknown> }>)[`${id}.http`];
    await app.get(services.plugins).disable(admin.actor, id);
    await expect(kept?.send({ url: `http://${place}/after` })).rejects.toMatchObject({
      code: "plugins.reaches_nobody",
    });
    expect(heard).toEqual([]);
  });

  test("is not switched on without somebody agreeing to its hosts", async () => {
    const other = await codePlugin(folder, asking(["api.example.com"]));
    await expect(app.get(services.plugins).enable(admin.actor, other)).rejects.toMatchObject({
      code: "plugins.consent_needed",
    });
  });
});

describe("hosts that were agreed to", () => {
  const sent: string[] = [];
  const out = { send: async ({ url }: { url: string }) => void sent.push(url) as never };
  const http = httpAskedFor(out, {
    plugin: "rates",
    agreed: { hosts: ["api.example.com", "*.cdn.example", "box.example:8443"] },
    isOn: () => true,
  });

  test.each([
    "https://api.example.com/x",
    "http://API.example.com./x",
    "https://eu.cdn.example/",
    "https://box.example:8443/",
  ])("cover %s", async (url) => {
    await http.send({ url });
    expect(sent.at(-1)).toBe(url);
  });
  test.each([
    "https://cdn.example/",
    "https://evilcdn.example/",
    "https://api.example.com.evil.example/",
    "https://api.example.com:8443/",
    "https://box.example/",
    "https://evil.example/api.example.com",
  ])("do not cover %s", async (url) => {
    await expect(http.send({ url })).rejects.toMatchObject({ code: "plugins.host_not_agreed" });
  });

  test("may be all of them, for addresses that people give, at the usual ports", async () => {
    const any = httpAskedFor(out, { plugin: "rates", agreed: { hosts: ["*"] }, isOn: () => true });
    await any.send({ url: "https://calendar.example.org/x" });
    expect(sent.at(-1)).toBe("https://calendar.example.org/x");
    await expect(any.send({ url: "https://calendar.example.org:8443/" })).rejects.toMatchObject({
      code: "plugins.host_not_agreed",
    });
  });
});
