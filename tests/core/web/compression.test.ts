import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import Koa from "koa";
import { expect, test } from "vitest";
import { compression } from "../../../core/web/compression.ts";

const records = { data: Array.from({ length: 100 }, (_, at) => ({ id: at, name: "Kolev & Söhne" })) };

interface Answer {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What came over the line, not unpacked. */
async function asked(body: unknown, accept: string | undefined): Promise<Answer> {
  const app = new Koa().use(compression()).use((ctx) => void (ctx.body = body));
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, headers: accept === undefined ? {} : { "Accept-Encoding": accept } }).end();
  const [answer] = (await once(sent, "response")) as [AsyncIterable<Buffer> & Pick<Answer, "headers">];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  server.close();
  return { bytes: Buffer.concat(parts), headers: answer.headers };
}

test("a browser gets pages and JSON packed the best way it knows", async () => {
  const { bytes, headers } = await asked(records, "gzip, br");

  expect(headers).toMatchObject({ "content-encoding": "br", vary: "Accept-Encoding" });
  expect(headers["content-type"]).toContain("application/json");
  expect(JSON.parse(brotliDecompressSync(bytes).toString())).toEqual(records);
});

test("a program that only knows gzip gets gzip", async () => {
  const { bytes, headers } = await asked("<p>Grüße</p>".repeat(200), "gzip");

  expect(headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(bytes).toString()).toBe("<p>Grüße</p>".repeat(200));
});

test("who does not ask for packing gets the plain text", async () => {
  const { bytes, headers } = await asked(records, undefined);

  expect(headers["content-encoding"]).toBeUndefined();
  expect(JSON.parse(bytes.toString())).toEqual(records);
});

test("a short answer is not worth packing", async () => {
  expect((await asked({ ok: true }, "gzip, br")).headers["content-encoding"]).toBeUndefined();
});
