import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTelemetry } from "../../../core/app/telemetry/open.ts";
import { routeOf } from "../../../core/app/telemetry/traced-requests.ts";
import { eventually, newPlace, type Place, type Product, startProduct } from "../../support/product.ts";

describe("without a collector", () => {
  test.each([
    {},
    { OTEL_SERVICE_NAME: "crm" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318", OTEL_SDK_DISABLED: "true" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
  ])("nothing stands between a request and its answer: %j", async (env) => {
    const listener = (): void => undefined;
    expect((await openTelemetry(env)).requests(listener)).toBe(listener);
  });
});

test.each([
  ["/", "/"],
  ["/api/v1/contacts/019abcde-0000-7000-8000-0123456789ab", "/api/v1/contacts/:value"],
  ["/deals/board", "/deals/board"],
  ["/setup/xK3-secret_of_a_link", "/setup/:value"],
  ["/password/onlylowercase", "/password/:value"],
  ["/api/v1/contacts/by/erp/customer", "/api/v1/contacts/by/:value/:value"],
  ["/Ана/%D0%BA", "/:value/:value"],
])("the address %s is sent as %s", (path, route) => expect(routeOf(path)).toBe(route));

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

describe("with a collector", () => {
  const told = { traces: "", metrics: "" };
  const spans: Span[] = [];
  let collector: Server;
  let place: Place;
  let product: Product;
  let token: string;

  beforeAll(async () => {
    collector = createServer(async (request, response) => {
      const body = await text(request);
      if (request.url === "/v1/traces") {
        told.traces += body;
        spans.push(...spansIn(JSON.parse(body)));
      } else told.metrics += body;
      response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    }).listen(0, "127.0.0.1");
    await once(collector, "listening");
    place = await newPlace({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      OTEL_SERVICE_NAME: "crm of kolev",
      OTEL_BSP_SCHEDULE_DELAY: "100",
      OTEL_METRIC_EXPORT_INTERVAL: "500",
    });
    product = await startProduct(place);
    token = place.token();
  });
  afterAll(async () => {
    product.signal("SIGKILL");
    await product.ended;
    await place.remove();
    collector.close();
  });

  test("a request's statements hang below it, and it below the caller's own span", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const headers = { Authorization: `Bearer ${token}`, traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const answer = await fetch(`${product.url}/api/v1/contacts?q=canary4711`, { headers });
    expect(answer.status).toBe(200);
    await eventually(async () => {
      const own = spans.filter((span) => span.traceId === traceId);
      const request = own.find(({ name }) => name === "GET /api/v1/contacts");
      expect(request).toMatchObject({ parentSpanId: "b7ad6b7169203331" });
      expect(own.filter(({ parentSpanId }) => parentSpanId === request?.spanId).length).toBeGreaterThan(0);
    });
  });

  test("what people type, tokens and passwords stay here", async () => {
    await fetch(`${product.url}/setup/canary-4712-secret`);
    await fetch(`${product.url}/login`, {
      method: "POST",
      body: new URLSearchParams({ login: "canary@4713.example" }),
    });
    await eventually(async () => expect(told.traces).toContain("POST /login"));
    expect(told.traces + told.metrics).not.toMatch(/canary|correct horse/);
    expect(told.traces).not.toContain(token);
    expect(told.traces).toContain("crm of kolev");
  });

  test("durations and connections are counted", async () => {
    await eventually(async () => {
      expect(told.metrics).toContain("http.server.request.duration");
      expect(told.metrics).toContain("db.client.connection.count");
    });
  });

  test("the last spans are sent when the process is asked to stop", async () => {
    await fetch(`${product.url}/problems/security.no_token`);
    product.signal("SIGTERM");
    expect(await product.ended).toBe(0);
    expect(spans.map(({ name }) => name)).toContain("GET /problems/security.no_token");
  });
});

interface Sent {
  readonly resourceSpans: { readonly scopeSpans: { readonly spans: Span[] }[] }[];
}

const spansIn = ({ resourceSpans }: Sent): Span[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
