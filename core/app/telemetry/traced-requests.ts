import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  context,
  type Meter,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";

/** A span per request, below the caller's own if it sent one (`traceparent`), and its duration. */
export function tracedRequests(listener: RequestListener, tracer: Tracer, meter: Meter): RequestListener {
  const durations = meter.createHistogram("http.server.request.duration", {
    unit: "s",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  return (request, response) => {
    const began = performance.now();
    const facts = factsOf(request);
    const outer = propagation.extract(context.active(), request.headers);
    const name = `${facts["http.request.method"]} ${facts["http.route"]}`;
    const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: facts }, outer);
    response.once("close", () => {
      endSpan(span, response);
      const status = { "http.response.status_code": response.statusCode };
      // Addresses that nobody serves are a stranger's words, and must not become series.
      const about = response.statusCode === 404 ? { "http.request.method": facts["http.request.method"] } : facts;
      durations.record((performance.now() - began) / 1_000, { ...about, ...status });
    });
    context.with(trace.setSpan(outer, span), () => listener(request, response));
  };
}

const factsOf = ({ method = "", url = "" }: IncomingMessage) => ({
  "http.request.method": method,
  "http.route": routeOf(url.split("?", 1)[0] ?? ""),
});

function endSpan(span: Span, response: ServerResponse): void {
  const { statusCode } = response;
  span.setAttribute("http.response.status_code", statusCode);
  span.setAttribute("trellis.request_id", String(response.getHeader("X-Request-Id") ?? ""));
  if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

const word = /^[a-z][a-z0-9._-]{0,23}$/;

/**
 * The address without what is particular in it: ids, foreign keys, and above all the secrets of one-time links, which must
 * not be written down anywhere. It also keeps the number of different names small.
 */
export function routeOf(path: string): string {
  let secret = false;
  const pieces = path.split("/").map((piece) => {
    const shown = piece === "" || (word.test(piece) && !secret) ? piece : ":value";
    secret = secret || piece === "by" || piece === "setup" || piece === "password";
    return shown;
  });
  return pieces.join("/") || "/";
}
