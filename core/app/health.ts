// What watches over us asks here: it answers without session, pages or even a database.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { timingSafeEqual, createHash } from "node:crypto";

/** What one part says about itself; rejects when it cannot work. */
export type Check = () => Promise<object | undefined>;

export interface Health {
  readonly checks: Readonly<Record<string, Check>>;
  /** Off from the moment the process was asked to stop. */
  readonly isStopping: () => boolean;
  readonly metrics: () => Promise<string>;
  /** Lets other machines read the metrics. */
  readonly metricsToken: string | undefined;
}

const longest = 2_000;

/** Answers `/health/live`, `/health/ready` and `/metrics`; everything else goes on to `next`. */
export function withHealth(health: Health, next: RequestListener): RequestListener {
  const answers: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
    "/health/live": async (_request, response) => json(response, 200, { status: "ok" }),
    "/health/ready": async (_request, response) => ready(health, response),
    "/metrics": async (request, response) => metrics(health, request, response),
  };
  return (request, response) => {
    const answer = answers[(request.url ?? "").split("?", 1)[0] ?? ""];
    if (!answer) return next(request, response);
    if (request.method !== "GET" && request.method !== "HEAD")
      return json(response, 405, { status: "error" }, { Allow: "GET, HEAD" });
    answer(request, response).catch(() => json(response, 500, { status: "error" }));
  };
}

async function ready({ checks, isStopping }: Health, response: ServerResponse): Promise<void> {
  if (isStopping()) return json(response, 503, { status: "stopping" });
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const),
  );
  const isOk = parts.every(([, part]) => part.status === "ok");
  json(response, isOk ? 200 : 503, { status: isOk ? "ok" : "unavailable", checks: Object.fromEntries(parts) });
}

async function outcome(check: Check): Promise<{ status: "ok" | "failed" }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(reject, longest)));
  try {
    return { status: "ok", ...(await Promise.race([check(), late])) };
  } catch {
    return { status: "failed" };
  } finally {
    clearTimeout(timer);
  }
}

async function metrics(health: Health, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocal(request) && !hasToken(request, health.metricsToken))
    return json(response, 401, { status: "error" }, { "WWW-Authenticate": "Bearer" });
  answerWith(response, 200, await health.metrics(), { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
}

// Behind a proxy of ours everybody seems to come from this machine; the header tells them apart.
function isLocal({ socket, headers }: IncomingMessage): boolean {
  const forwarded = headers["x-forwarded-for"] ?? headers["forwarded"] ?? headers["x-real-ip"];
  return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? "");
}

function hasToken({ headers }: IncomingMessage, token: string | undefined): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return token !== undefined && timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  answerWith(response, status, `${JSON.stringify(body)}\n`, {
    "Content-Type": "application/json; charset=utf-8",
    ...headers,
  });
}

function answerWith(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  const fixed = { "Content-Length": Buffer.byteLength(body), "Cache-Control": "no-store" };
  response
    .writeHead(status, { ...fixed, "X-Content-Type-Options": "nosniff", ...headers })
    .end(response.req.method === "HEAD" ? undefined : body);
}
