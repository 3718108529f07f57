import { afterEach, describe, expect, test } from "vitest";
import { type Health, withHealth } from "../../../core/app/health.ts";
import { type TestServer, testServer } from "../../support/http-server.ts";

let site: TestServer;
afterEach(() => site.close());

async function health(more: Partial<Health> = {}): Promise<void> {
  const all = {
    checks: { database: async () => ({}) },
    isStopping: () => false,
    metrics: async () => "up 1\n",
    metricsToken: undefined,
  };
  site = await testServer(withHealth({ ...all, ...more }, (_request, response) => void response.end("application")));
}

const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`${site.url}${path}`, init);

describe("whoever watches over us", () => {
  test("hears that the process lives, whatever else is wrong", async () => {
    await health({ checks: { database: () => Promise.reject(new Error("down")) } });
    const answer = await ask("/health/live");
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
  });

  test("hears that it is ready, part by part", async () => {
    await health();
    const answer = await ask("/health/ready?verbose=1");
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: "ok", checks: { database: { status: "ok" } } },
    ]);
  });

  test("hears which part is not, and nothing about why", async () => {
    await health({ checks: { database: () => Promise.reject(new Error("password canary")), jobs: async () => ({}) } });
    const answer = await ask("/health/ready");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: "unavailable",
      checks: { database: { status: "failed" }, jobs: { status: "ok" } },
    });
  });

  test("is not kept waiting by a part that does not answer", async () => {
    await health({ checks: { database: () => new Promise(() => {}) } });
    expect((await ask("/health/ready")).status).toBe(503);
  });

  test("hears at once that the process is stopping", async () => {
    await health({ isStopping: () => true });
    const answer = await ask("/health/ready");
    expect([answer.status, await answer.json()]).toEqual([503, { status: "stopping" }]);
  });

  test("may only ask", async () => {
    await health();
    expect((await ask("/health/ready", { method: "POST" })).status).toBe(405);
    expect((await ask("/health/live", { method: "HEAD" })).status).toBe(200);
  });

  test("does not come between people and the application", async () => {
    await health();
    expect(await (await ask("/health/other")).text()).toBe("application");
  });
});

describe("metrics", () => {
  const token = "a token for metrics";

  test("are read on the machine itself", async () => {
    await health();
    expect(await (await ask("/metrics")).text()).toBe("up 1\n");
  });

  test("are not for those a proxy brings, unless they have the token", async () => {
    await health({ metricsToken: token });
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    expect((await ask("/metrics", { headers })).status).toBe(401);
    expect((await ask("/metrics", { headers: { ...headers, Authorization: "Bearer guess" } })).status).toBe(401);
    expect((await ask("/metrics", { headers: { ...headers, Authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  test("have no token to guess when none is set", async () => {
    await health();
    const headers = { "X-Forwarded-For": "203.0.113.7", Authorization: "Bearer undefined" };
    expect((await ask("/metrics", { headers })).status).toBe(401);
  });
});
