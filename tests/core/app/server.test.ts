import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { listen, openServer } from "../../../core/app/server.ts";
import { type TestServer, testServer } from "../../support/http-server.ts";
import { promised } from "../../support/quickly.ts";

let site: TestServer;
afterEach(() => site.close());

const answering = (limits = {}): Promise<TestServer> =>
  testServer((request, response) => void request.resume().on("end", () => response.end("done")), limits);

describe("cases 96 and 97: a client that", () => {
  test("sends its headers letter by letter is cut off, while others are served", async () => {
    site = await answering();
    const slow = await Promise.all(Array.from({ length: 50 }, () => site.socket("GET / HTTP/1.1\r\nHost: x\r\n")));
    const timer = setInterval(() => slow.forEach((socket) => socket.send("X-A: b\r\n")), 300);
    const began = performance.now();
    expect(await (await fetch(site.url)).text()).toBe("done");
    expect(performance.now() - began).toBeLessThan(promised(1_000));
    const times = await Promise.all(slow.map((socket) => socket.closed()));
    clearInterval(timer);
    expect(Math.max(...times)).toBeLessThan(promised(6_000));
  });

  test("sends its body byte by byte is cut off", async () => {
    site = await answering();
    const slow = await site.socket("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    const timer = setInterval(() => slow.send("x"), 200);
    expect(await slow.closed()).toBeLessThan(promised(6_000));
    clearInterval(timer);
  });

  test("sends a large body steadily is heard to the end", async () => {
    site = await answering();
    const steady = await site.socket("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000\r\n\r\n");
    for (let part = 0; part < 8; part++) {
      steady.send("x".repeat(1_000));
      await sleep(300);
    }
    expect(steady.heard()).toContain("200 OK");
  });

  test("waits for a long answer is not taken for a slow one", async () => {
    site = await testServer((request, response) => {
      request.resume();
      setTimeout(() => response.end("late"), 2_500);
    });
    expect(await (await fetch(site.url, { method: "POST", body: "x" })).text()).toBe("late");
  });

  test("reads a large answer drop by drop holds up nobody else, and not the memory", async () => {
    const large = Buffer.alloc(1 << 18, "x");
    site = await testServer((request, response) => {
      if (request.url === "/") return void response.end("done");
      // As a list that leaves is sent: no more than the other end takes.
      let left = 64;
      const more = (): void => {
        while (left > 0 && response.write(large)) left -= 1;
        if (left > 0) response.once("drain", () => ((left -= 1), more()));
        else response.end();
      };
      more();
    });
    const before = process.memoryUsage().rss;
    const slow = Array.from({ length: 20 }, () => connect(site.port, "127.0.0.1"));
    for (const socket of slow) {
      socket.on("error", () => undefined).pause();
      socket.write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    await sleep(500);
    const began = performance.now();
    expect(await (await fetch(site.url)).text()).toBe("done");
    expect(performance.now() - began).toBeLessThan(promised(1_000));
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
    for (const socket of slow) socket.destroy();
  });

  test("opens more connections than it may is refused, and welcome again when it has closed some", async () => {
    site = await answering({ connectionsPerAddress: 5 });
    const open = await Promise.all(Array.from({ length: 5 }, () => site.socket("")));
    const sixth = await site.socket("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await sixth.closed();
    expect(sixth.heard()).toBe("");
    await Promise.all(open.map((socket) => socket.closed()));
    expect(await (await fetch(site.url)).text()).toBe("done");
  });

  test("sends headers without end is told so", async () => {
    site = await answering();
    const long = await site.socket(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(17_000)}\r\n\r\n`);
    await long.closed();
    expect(long.heard()).toContain("431");
  });
});

test("a port that somebody else has is named", async () => {
  site = await answering();
  const second = openServer(() => {}, { ...limits });
  await expect(listen(second, { host: "127.0.0.1", port: site.port })).rejects.toMatchObject({
    code: "app.port_taken",
    values: { port: site.port },
  });
});

const limits = {
  trustedProxies: 0,
  connectionsPerAddress: 0,
  headersTimeout: 1_000,
  requestTimeout: 1_000,
  slowBodyAfter: 1_000,
  keepAliveTimeout: 1_000,
  requestsPerSocket: 1,
};
