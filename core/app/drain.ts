// Ends an HTTP server without cutting anybody off: `close` alone would go on serving open connections.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface Drain {
  /** From now on every answer closes its connection; new connections still come in. */
  begin(): void;
  /** Takes no more connections, waits for the answers under way until `signal`, then cuts what is left. */
  finish(signal: AbortSignal): Promise<void>;
}

/** Must be called before the server gets its first request. */
export function drainOf(server: Server): Drain {
  const answering = new Set<ServerResponse>();
  let ending = false;
  server.prependListener("request", (_request: IncomingMessage, response: ServerResponse) => {
    answering.add(response);
    response.once("close", () => answering.delete(response));
    response.shouldKeepAlive &&= !ending;
  });
  return {
    begin() {
      ending = true;
      for (const response of answering) response.shouldKeepAlive = false;
    },
    async finish(signal) {
      server.close();
      while (answering.size > 0 && !signal.aborted) await sleep(20);
      // What is open now has sent nothing, or half a request, or has been given up.
      server.closeAllConnections();
    },
  };
}
