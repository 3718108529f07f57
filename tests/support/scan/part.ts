// The application without the pages on which a scanner that fills in every form locks itself or everybody out, or takes away what it
// has not looked at yet: it would see "there is nothing here" in most places, and find nothing wrong with that.
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";

/** Nothing is lost by keeping a scanner of pages from these: sqlmap tries those that take values. */
const closed =
  /^\/((logout|login|me|view-as|assets|settings\/(people|modules|lockdown|backups))\b|changes\/.*undo)|\/(removal|bulk|merge|purge)$/;

export interface Part {
  readonly url: string;
  /** Methods and addresses, without what changes in them, by how they were answered. */
  readonly answers: ReadonlyMap<string, ReadonlySet<number>>;
  close(): void;
}

/** The part of the application at this address, as whoever has the cookie sees it. */
export async function openPart(origin: string, cookie: string): Promise<Part> {
  const answers = new Map<string, Set<number>>();
  // The scanner says it can unpack more than it can.
  const seenAs = { cookie, "accept-encoding": "identity" };
  const server = createServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    if (closed.test(path)) return void response.writeHead(404).end();
    const [method, headers] = [request.method, { ...request.headers, ...seenAs }];
    const name = `${method} ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id")}`;
    const passed = ask(origin + request.url, { method, headers }, (answer) => {
      const status = answer.statusCode ?? 502;
      answers.set(name, (answers.get(name) ?? new Set()).add(status));
      response.writeHead(status, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, answers, close };
}
