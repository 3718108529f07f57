// The HTTP server with its limits around a listener of the test's own, and sockets that do not behave.
import type { RequestListener, Server } from "node:http";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { type Drain, drainOf } from "../../core/app/drain.ts";
import { listen, openServer, type ServerLimits } from "../../core/app/server.ts";

export interface TestServer {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  readonly drain: Drain;
  /** A connection that has sent `text` so far. */
  socket(text: string): Promise<RawSocket>;
  close(): void;
}

export interface RawSocket {
  send(text: string): void;
  /** All that came back so far. */
  heard(): string;
  /** Milliseconds until the server closed it. */
  closed(): Promise<number>;
  readonly isOpen: boolean;
}

const quick: ServerLimits = {
  trustedProxies: 0,
  connectionsPerAddress: 0,
  headersTimeout: 1_000,
  requestTimeout: 10_000,
  slowBodyAfter: 1_000,
  keepAliveTimeout: 5_000,
  requestsPerSocket: 100,
};

export async function testServer(listener: RequestListener, limits: Partial<ServerLimits> = {}): Promise<TestServer> {
  const server = openServer(listener, { ...quick, ...limits });
  const drain = drainOf(server);
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { server, port, url: `http://127.0.0.1:${port}`, drain, socket: (text) => rawSocket(port, text), close };
}

async function rawSocket(port: number, text: string): Promise<RawSocket> {
  const socket: Socket = connect(port, "127.0.0.1");
  const began = performance.now();
  let heard = "";
  let open = true;
  socket.on("data", (chunk) => (heard += chunk));
  socket.on("error", () => {});
  const closed = new Promise<number>((resolve) => {
    socket.once("close", () => {
      open = false;
      resolve(performance.now() - began);
    });
  });
  await once(socket, "connect");
  socket.write(text);
  return {
    send: (more) => void socket.write(more),
    heard: () => heard,
    closed: () => closed,
    get isOpen() {
      return open;
    },
  };
}
