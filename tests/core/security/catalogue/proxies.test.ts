// Case 99 of the catalogue of attacks: somebody says they come from elsewhere, or sends two requests as one.
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp } from "../../../support/app.ts";

let bare: TestApp;
let behind: TestApp;
beforeAll(async () => {
  bare = await startTestApp();
  behind = await startTestApp({ env: { TRELLIS_HTTP_TRUSTED_PROXIES: "1" } });
});
afterAll(async () => {
  await bare.stop();
  await behind.stop();
});

/** Fails to sign in, as a proxy would pass it on; answers the address that stands in the trail. */
async function writtenFrom(app: TestApp, forwarded: string): Promise<string | undefined> {
  const headers = {
    "Sec-Fetch-Site": "same-origin",
    "X-Forwarded-For": forwarded,
    "X-Real-IP": "203.0.113.9",
    Forwarded: "for=203.0.113.9",
    "X-Forwarded-Proto": "javascript",
  };
  const body = new URLSearchParams({ login: "nobody@example.com", password: "wrong wrong" });
  expect((await fetch(`${app.url}/login`, { method: "POST", headers, body })).status).toBe(422);
  const text = "select address from audit_events where action = 'sign_in.failed' order by seq desc limit 1";
  return (await app.db.query<{ address: string }>({ text }))[0]?.address.replace("::ffff:", "");
}

describe("case 99: where somebody comes from", () => {
  test("is the other end of the line, whatever they say, while no proxy is trusted", async () => {
    expect(await writtenFrom(bare, "198.51.100.7")).toBe("127.0.0.1");
    const counted = "select key from attempts where key like '%198.51.100.7%' or key like '%203.0.113.9%'";
    expect(await bare.db.query({ text: counted })).toEqual([]);
  });

  test("is what the one trusted proxy says, and nothing that stood there before it", async () => {
    expect(await writtenFrom(behind, "198.51.100.7")).toBe("198.51.100.7");
    expect(await writtenFrom(behind, "10.0.0.1, 203.0.113.50, 198.51.100.8")).toBe("198.51.100.8");
  });

  test("makes no link and no place to go on to of what a proxy says of the protocol", async () => {
    const answer = await fetch(`${behind.url}/deals`, {
      redirect: "manual",
      headers: { "X-Forwarded-Proto": "javascript" },
    });
    expect(answer.headers.get("Location")).toBe("/login?next=%2Fdeals");
  });
});

describe("case 99: two requests that look like one", () => {
  const inner = "GET /assets/SMUGGLED HTTP/1.1\r\nHost: localhost\r\n\r\n";
  test.each([
    ["both lengths", `Content-Length: ${inner.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`],
    ["two lengths", `Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`],
    ["a length with a sign", `Content-Length: +0\r\n\r\n${inner}`],
    ["a length in hex", `Content-Length: 0x0\r\n\r\n${inner}`],
    ["chunks under another name", `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`],
    ["chunks, and something after them", `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`],
    ["a blank before the colon", `Content-Length : 5\r\n\r\nhello${inner}`],
    ["a header that goes on in the next line", `X-A: b\r\n Content-Length: 5\r\n\r\n${inner}`],
    ["a line end of its own", `X-A: b\nContent-Length: 5\r\n\r\n${inner}`],
    ["a broken piece", `Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n${inner}`],
  ])("are refused, and the second is not heard: %s", async (_, rest) => {
    const socket = connect(Number(new URL(bare.url).port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${rest}`);
    const pieces: Buffer[] = [];
    socket.on("data", (piece: Buffer) => pieces.push(piece));
    await once(socket, "close");
    const heard = Buffer.concat(pieces).toString();
    expect(heard).toMatch(/^HTTP\/1\.1 400 /);
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});
