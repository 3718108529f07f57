import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import { expect, test } from "vitest";
import { headers } from "../../../core/web/headers.ts";

async function headersOf(secure: boolean): Promise<Headers> {
  const app = new Koa().use(headers({ secure })).use((ctx) => void (ctx.body = "x"));
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  server.closeAllConnections();
  return answer.headers;
}

test("pages run our own scripts and styles only, in nobody's frame", async () => {
  const policy = (await headersOf(false)).get("Content-Security-Policy");

  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("style-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|http/);
});

test("an office on plain HTTP is not told to use HTTPS", async () => {
  const plain = await headersOf(false);

  expect(plain.get("Strict-Transport-Security")).toBeNull();
  expect(plain.get("Content-Security-Policy")).not.toContain("upgrade");
});

test("behind HTTPS browsers stay there", async () => {
  const secure = await headersOf(true);

  expect(secure.get("Strict-Transport-Security")).toBe("max-age=31536000");
  expect(secure.get("Content-Security-Policy")).toContain("upgrade-insecure-requests");
});
