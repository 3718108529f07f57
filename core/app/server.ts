// The HTTP server with its limits: nobody may hold it up by sending slowly, by keeping sockets, or by opening too many.
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Conflict } from "../kernel/errors.ts";
import type { Settings } from "../settings/settings.ts";

export type ServerLimits = Omit<Settings["http"], "hosts">;

/** A server with our limits; it does not listen yet. */
export function openServer(listener: RequestListener, limits: ServerLimits): Server {
  const { headersTimeout, requestTimeout, keepAliveTimeout, requestsPerSocket } = limits;
  // Without the short interval Node would look for late clients only every 30 seconds.
  const server = createServer(
    { headersTimeout, requestTimeout, keepAliveTimeout, connectionsCheckingInterval: 1_000 },
    listener,
  );
  server.maxRequestsPerSocket = requestsPerSocket;
  server.on("request", (request: IncomingMessage) => cutSlowBody(request, limits.slowBodyAfter));
  if (limits.connectionsPerAddress > 0 && limits.trustedProxies === 0)
    limitConnections(server, limits.connectionsPerAddress);
  return server;
}

/** Listens, and answers the port. Throws Conflict when somebody else listens there. */
export async function listen(server: Server, { host, port }: Pick<Settings, "host" | "port">): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host, port }, () => resolve());
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "EADDRINUSE") throw new Conflict("app.port_taken", { host, port }, { cause });
    if (cause.code === "EACCES" || cause.code === "EADDRNOTAVAIL")
      throw new Conflict("app.address_refused", { host, port }, { cause });
    throw cause;
  });
  return (server.address() as AddressInfo).port;
}

const slowest = 1_000;

// A large upload over a thin line is welcome; a byte now and then, to keep us waiting, is not.
function cutSlowBody(request: IncomingMessage, every: number): void {
  if (request.complete || !(request.headers["content-length"] || request.headers["transfer-encoding"])) return;
  let seen = request.socket.bytesRead;
  const timer = setInterval(() => {
    const now = request.socket.bytesRead;
    // Paused: we are the ones who do not read.
    if (!request.isPaused() && now - seen < (slowest * every) / 1_000) request.socket.destroy();
    seen = now;
  }, every);
  request.once("close", () => clearInterval(timer));
}

function limitConnections(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    if (count > most) return void socket.destroy();
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}
