import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type TestServer, testServer } from "../../support/http-server.ts";
import { promised } from "../../support/quickly.ts";

let site: TestServer;
afterEach(() => site.close());

const slow = (milliseconds: number): Promise<TestServer> =>
  testServer((_request, response) => void setTimeout(() => response.end("done"), milliseconds));

const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const never = new AbortController().signal;

test("an answer under way is finished, and closes its connection", async () => {
  site = await slow(300);
  const answer = fetch(site.url);
  await sleep(50);
  site.drain.begin();
  await site.drain.finish(never);
  expect((await answer).headers.get("connection")).toBe("close");
  expect(await (await answer).text()).toBe("done");
});

test("between the signal and the end, new requests are still answered, each on a connection that closes", async () => {
  site = await slow(0);
  const open = await site.socket(get);
  await sleep(50);
  site.drain.begin();
  open.send(get);
  await open.closed();
  expect(open.heard().match(/200 OK/g)).toHaveLength(2);
  expect((await fetch(site.url)).headers.get("connection")).toBe("close");
});

test("afterwards nobody gets in", async () => {
  site = await slow(0);
  site.drain.begin();
  await site.drain.finish(never);
  await expect(fetch(site.url)).rejects.toThrow();
});

test("idle connections and half a request keep nobody waiting", async () => {
  site = await slow(0);
  const sockets = await Promise.all([site.socket(""), site.socket("GET / HT"), site.socket(get)]);
  await sleep(50);
  const began = performance.now();
  site.drain.begin();
  await site.drain.finish(never);
  await Promise.all(sockets.map((socket) => socket.closed()));
  expect(performance.now() - began).toBeLessThan(promised(500));
});

test("an answer that takes too long is cut when patience ends", async () => {
  site = await slow(60_000);
  const cut = expect(fetch(site.url)).rejects.toThrow();
  await sleep(50);
  site.drain.begin();
  await site.drain.finish(AbortSignal.timeout(100));
  await cut;
});
