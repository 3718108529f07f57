// What other systems may be told stands in the OpenAPI document, and is told as it says.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { startTestApp } from "../../support/app.ts";

interface Described {
  readonly webhooks: Readonly<Record<string, { readonly post: { readonly operationId: string } }>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

test("what is told is what the OpenAPI document says of the event", async () => {
  const receiver = createServer().listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const told = new Promise<string>((done) => {
    receiver.on("request", (request, response) => {
      let body = "";
      request.on("data", (piece) => (body += piece));
      request.on("end", () => {
        done(body);
        response.writeHead(200).end();
      });
    });
  });
  const app = await startTestApp({ background: true, env: { TRELLIS_OUTBOUND_ALLOW: "127.0.0.1" } });
  try {
    const admin = await app.person("admin");
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    await admin.api("POST", "/api/v1/webhooks", { url, topics: ["company.*"] });
    await app.records.create(admin.actor, "company", { name: "Described" });
    const body = JSON.parse(await told) as { type: string };
    const { webhooks, components } = (await (await admin.api("GET", "/api/v1/openapi.json")).json()) as Described;
    expect(webhooks[body.type]?.post.operationId).toBe("on_company_created");
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const fits = ajv.compile({ ...components.schemas["RecordEvent"] });
    expect([fits(body), fits.errors]).toEqual([true, null]);
  } finally {
    await app.stop();
    receiver.close();
  }
});
