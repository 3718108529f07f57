import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Outbound, type Resolve } from "../../../core/outbound/outbound.ts";
import { cert, key } from "../../support/certificate.ts";

let inner: Server;
let port: number;
let calls = 0;
const opened: Server[] = [];

beforeAll(async () => {
  inner = createServer((_request, response) => {
    calls++;
    response.end("inside");
  }).listen(0, "127.0.0.1");
  await once(inner, "listening");
  port = (inner.address() as AddressInfo).port;
});
afterEach(() => {
  calls = 0;
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(() => void inner.close());

/** What names answer; several answers are given one after the other. */
function names(known: Readonly<Record<string, readonly string[]>>): { resolve: Resolve; asked(): number } {
  let asked = 0;
  const resolve: Resolve = async (host) => {
    const answers = known[host] ?? [host];
    const address = answers[Math.min(asked++, answers.length - 1)] ?? "";
    return [{ address, family: address.includes(":") ? 6 : 4 }];
  };
  return { resolve, asked: () => asked };
}

/** A server of this machine, reached as hooks.example. */
async function serverWith(listener: RequestListener, make: () => Server = () => createServer(listener)) {
  const server = make().listen(0, "127.0.0.1");
  opened.push(server);
  await once(server, "listening");
  const at = (server.address() as AddressInfo).port;
  const out = (patience?: number) =>
    new Outbound({
      allow: "127.0.0.1",
      ...names({ "hooks.example": ["127.0.0.1"] }),
      ...(patience !== undefined && { patience }),
    });
  return { at, url: `http://hooks.example:${at}/x`, out };
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => "sent",
    (error: { code?: string }) => error.code ?? String(error),
  );

describe("an address of our own network (case 81)", () => {
  const internal = names({
    localhost: ["127.0.0.1"],
    "app.localhost": ["127.0.0.1"],
    "127.0.0.1.nip.example": ["127.0.0.1"],
    "db.intern.example": ["10.0.0.7"],
    "v6.intern.example": ["fd12::7"],
    "xn--bcher-kva.example": ["192.168.1.5"],
    "metadata.google.internal": ["169.254.169.254"],
  });
  const refused = [
    "http://127.0.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.1:PORT/",
    "http://127.1:PORT/",
    "http://127.0.0.1.:PORT/",
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://localhost:PORT/",
    "http://localhost.:PORT/",
    "http://LOCALHOST:PORT/",
    "http://ⓛocalhost:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http://[::1]:PORT/",
    "http://[::]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[0:0:0:0:0:ffff:7f00:1]:PORT/",
    "http://[::ffff:0:127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[64:ff9b:1::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://[fe80::1]:PORT/",
    "http://[fec0::1]:PORT/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://100.64.0.1/",
    "http://10.0.0.7/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://metadata.google.internal/",
    "http://app.localhost:PORT/",
    "http://127.0.0.1.nip.example:PORT/",
    "http://db.intern.example/",
    "http://v6.intern.example/",
    "http://bücher.example/",
  ];
  test.each(refused)("%s is refused when it is saved and when it is called", async (written) => {
    const out = new Outbound({ resolve: internal.resolve });
    const url = written.replace("PORT", String(port));
    expect(await codeOf(out.check(url))).toBe("outbound.internal_address");
    expect(await codeOf(out.send({ url }))).toBe("outbound.internal_address");
    expect(calls).toBe(0);
  });

  test("is refused when only one of several is internal", async () => {
    const resolve: Resolve = async () => [
      { address: "203.0.114.9", family: 4 },
      { address: "127.0.0.1", family: 4 },
    ];
    expect(await codeOf(new Outbound({ resolve }).send({ url: `http://two.example:${port}/` }))).toBe(
      "outbound.internal_address",
    );
  });

  test.each(["127.0.0.1", "127.0.0.0/8", "hooks.example", "10.1.1.1, hooks.example"])(
    "is called when an operator let %s through",
    async (allow) => {
      const out = new Outbound({ allow, ...names({ "hooks.example": ["127.0.0.1"] }) });
      expect((await out.send({ url: `http://hooks.example:${port}/` })).body.toString()).toBe("inside");
    },
  );

  test("lets nothing else through with it", async () => {
    const out = new Outbound({ allow: "10.0.0.0/8, fd00::/8, erp.lan" });
    expect(await codeOf(out.check(`http://127.0.0.1:${port}/`))).toBe("outbound.internal_address");
  });
});

describe("an address that is none", () => {
  test.each(["file:///etc/passwd", "gopher://127.0.0.1:25/", "ftp://example.com/", "javascript:alert(1)", "data:,x"])(
    "%s is refused",
    async (url) => expect(await codeOf(new Outbound().send({ url }))).toBe("outbound.bad_address"),
  );
  test.each([
    "http:127.0.0.1",
    "http:\\\\127.0.0.1",
    "http://exa mple.com",
    "//example.com",
    "http://256.1.1.1",
    "",
    "https://",
  ])("“%s” is refused", async (url) => expect(await codeOf(new Outbound().check(url))).toBe("outbound.bad_address"));
  test.each(["http://user:pw@example.com/", "http://good.example@127.0.0.1/", "https://a@example.com/"])(
    "%s is refused: it would be shown and logged",
    async (url) => expect(await codeOf(new Outbound().check(url))).toBe("outbound.password_in_address"),
  );
  test("a header that is ours to set is refused", async () => {
    const headers = { Host: "other.example" };
    expect(await codeOf(new Outbound().send({ url: "https://example.com/", headers }))).toBe("outbound.bad_header");
  });
  test("a name that nobody has is said to be one", async () => {
    const resolve: Resolve = async () => await Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" }));
    expect(await codeOf(new Outbound({ resolve }).check("https://nobody.example/"))).toBe("outbound.unknown_host");
  });
});

describe("a name that changes its address (case 82)", () => {
  test("is asked once, and the connection goes to what was checked", async () => {
    // The checked address answers nobody; the one it changes to would.
    const rebinding = names({ "rebind.example": ["127.0.0.2", "127.0.0.1"] });
    const out = new Outbound({ allow: "127.0.0.2", resolve: rebinding.resolve });
    expect(await codeOf(out.send({ url: `http://rebind.example:${port}/` }))).toBe("outbound.unreachable");
    expect(rebinding.asked()).toBe(1);
    expect(calls).toBe(0);
  });
});

describe("an answer (case 83)", () => {
  test("that leads on to an internal address is not followed", async () => {
    const { url, out } = await serverWith((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    expect(await out().send({ url })).toMatchObject({
      status: 302,
      headers: { location: `http://127.0.0.1:${port}/` },
    });
    expect(calls).toBe(0);
  });

  test("without an end is read up to 64 kB", async () => {
    let gone = false;
    const { url, out } = await serverWith((_request, response) => {
      const more = (): void => void (gone || response.write(Buffer.alloc(65_536, "x"), () => setImmediate(more)));
      response.on("close", () => (gone = true)).writeHead(200);
      more();
    });
    const { body, isCut } = await out().send({ url });
    expect({ size: body.length, isCut }).toEqual({ size: 65_536, isCut: true });
    await expect.poll(() => gone).toBe(true);
  });

  test("that would unpack to a gigabyte is not unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    const { url, out } = await serverWith((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    );
    const { body, isCut } = await out().send({ url });
    expect(body.equals(bomb.subarray(0, 65_536))).toBe(true);
    expect(isCut || body.length === bomb.length).toBe(true);
  });

  test.each([
    ["never comes", () => undefined],
    [
      "comes slower than it is waited for",
      (_request: unknown, response: import("node:http").ServerResponse) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(drip));
      },
    ],
  ] as [string, RequestListener][])("that %s is given up", async (_how, listener) => {
    const { url, out } = await serverWith(listener);
    expect(await codeOf(out(300).send({ url }))).toBe("outbound.too_slow");
  });

  test("of which only the status is wanted is not waited for", async () => {
    const { url, out } = await serverWith((_request, response) => void response.writeHead(200).write("x"));
    expect(await out().send({ url, most: 0 })).toMatchObject({ status: 200, isCut: true });
  });

  test("is never part of what went wrong", async () => {
    const { at } = await serverWith(
      (_request, response) => void response.socket?.end("CANARY-body not http at all\r\n\r\n"),
    );
    const out = new Outbound({ allow: "127.0.0.1" });
    const error = await out.send({ url: `http://127.0.0.1:${at}/` }).catch((cause: Error) => cause);
    expect(error).toMatchObject({ code: "outbound.unreachable", status: 502 });
    expect(JSON.stringify([error, (error as Error).message])).not.toContain("CANARY");
  });
});

describe("a certificate", () => {
  const secure = async (listener: RequestListener) =>
    await serverWith(listener, () => createTlsServer({ cert, key }, listener) as unknown as Server);

  test("that nobody vouches for ends it, and nothing was sent", async () => {
    let heard = 0;
    const { at, out } = await secure(() => void heard++);
    expect(await codeOf(out().send({ url: `https://hooks.example:${at}/` }))).toBe("outbound.bad_certificate");
    expect(heard).toBe(0);
  });

  test("that is trusted has to be of that name", async () => {
    const before = getCACertificates();
    setDefaultCACertificates([...before, cert]);
    try {
      const { at, out } = await secure((_request, response) => void response.end("well"));
      expect((await out().send({ url: `https://hooks.example:${at}/` })).body.toString()).toBe("well");
      expect(await codeOf(out().send({ url: `https://127.0.0.1:${at}/` }))).toBe("outbound.bad_certificate");
    } finally {
      setDefaultCACertificates(before);
    }
  });
});
