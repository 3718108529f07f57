// Stands between the application and PostgreSQL (or any other server) and does to the line what networks do.
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from "node:net";
import { once } from "node:events";

export interface FaultProxy {
  readonly port: number;
  /** Nothing passes any more, in either direction, and nobody is told. */
  blackHole(): void;
  /** Everything that is sent waits this many milliseconds. */
  delay(milliseconds: number): void;
  /** Open connections end with a reset. */
  reset(): void;
  /** New connections are refused at once. */
  refuse(): void;
  /** Before the next message that contains `text` reaches the server, the line is cut: it never happened. */
  cutBefore(text: string): void;
  /** The next message that contains `text` reaches the server, and its answer never comes back: nobody knows. */
  swallowAnswerOf(text: string): void;
  /** As if nothing had been. Connections that were lost stay lost. */
  heal(): void;
  close(): Promise<void>;
}

interface Faults {
  silent: boolean;
  refusing: boolean;
  delay: number;
  cut: string | undefined;
  swallow: string | undefined;
}

const none = (): Faults => ({ silent: false, refusing: false, delay: 0, cut: undefined, swallow: undefined });

/** A line to `target` that can be broken. */
export async function faultProxy(target: NetConnectOpts): Promise<FaultProxy> {
  let faults = none();
  const lines = new Set<Socket>();
  const server = createServer((client) => {
    if (faults.refusing) return void client.resetAndDestroy();
    const upstream = connect(target);
    keep(lines, client);
    upstream.on("error", () => client.destroy());
    client.on("data", (chunk) => toServer(chunk, client, upstream));
    upstream.on("data", (chunk) => pass(chunk, client));
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });

  function toServer(chunk: Buffer, client: Socket, upstream: Socket): void {
    if (faults.cut && chunk.includes(faults.cut)) return void client.resetAndDestroy();
    if (faults.swallow && chunk.includes(faults.swallow))
      faults = { ...faults, swallow: undefined, silent: true, delay: 0 };
    else if (faults.silent) return;
    later(() => upstream.write(chunk));
  }

  function pass(chunk: Buffer, to: Socket): void {
    if (!faults.silent) later(() => to.write(chunk));
  }

  const later = (work: () => void): void => {
    if (faults.delay > 0) setTimeout(work, faults.delay);
    else work();
  };

  const change = (next: Partial<Faults>): void => {
    faults = { ...faults, ...next };
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    blackHole: () => change({ silent: true }),
    delay: (milliseconds) => change({ delay: milliseconds }),
    reset: () => lines.forEach((socket) => socket.resetAndDestroy()),
    refuse: () => change({ refusing: true }),
    cutBefore: (text) => change({ cut: text }),
    swallowAnswerOf: (text) => change({ swallow: text }),
    heal: () => change(none()),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of lines) socket.destroy();
      await closed;
    },
  };
}

function keep(lines: Set<Socket>, socket: Socket): void {
  lines.add(socket);
  socket.on("error", () => {});
  socket.on("close", () => lines.delete(socket));
}
