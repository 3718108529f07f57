import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schemaNames, schemaText } from "../../../../core/plugins/manifest/shape.ts";
import { startTestApp, type TestApp } from "../../../support/app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("schemas of a plugin's files", () => {
  test.each(schemaNames)("%s.json is there for editors, which do not sign in", async (name) => {
    const answer = await fetch(`${app.url}/schemas/${name}.json`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/schema+json");
    expect(await answer.text()).toBe(schemaText(name));
  });

  test("are kept for an hour, and asked for again only when they are others", async () => {
    const first = await fetch(`${app.url}/schemas/plugin.json`);
    expect(first.headers.get("cache-control")).toBe("public, max-age=3600");
    const again = await fetch(`${app.url}/schemas/plugin.json`, {
      headers: { "If-None-Match": first.headers.get("etag") ?? "", "Cache-Control": "max-age=0" },
    });
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: "" });
  });

  test.each(["nothing.json", "..%2fplugin.schema.json", "plugin", "shape.ts", "__proto__"])(
    "%s is none of them",
    async (file) => expect([400, 404]).toContain((await fetch(`${app.url}/schemas/${file}`)).status),
  );

  test("are only read", async () => {
    expect((await fetch(`${app.url}/schemas/plugin.json`, { method: "POST" })).status).not.toBe(200);
  });
});
