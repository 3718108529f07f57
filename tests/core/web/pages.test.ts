import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "koa";
import { messageTo } from "../../../core/web/context.ts";
import { serve, type WebServer } from "../../support/web.ts";

const templates = { "things/show": "<p>Thing: {{name}}</p>{{> things/_part}}", "things/_part": "<b>{{name}}</b>" };
const view = { title: "Forty chairs", where: "Deals", name: "<Chairs>" };
const asPart = { headers: { "HX-Request": "true" } };
let web: WebServer;

beforeAll(async () => {
  web = await serve((pages) => [(ctx) => routes(ctx, pages)], templates);
});
afterAll(() => web.close());

function routes(ctx: Context, pages: WebServer["pages"]): void {
  if (ctx.path === "/things/7") return pages.show(ctx, "things/show", view);
  if (ctx.path === "/things/7/piece") return pages.part(ctx, "things/_part", view);
  if (ctx.path === "/plain") return pages.show(ctx, "things/show", { ...view, layout: "plain" as const });
  if (ctx.path === "/go") {
    messageTo(ctx, { text: "Removed.", undo: "/changes/1/undo" });
    return pages.go(ctx, "/things/7");
  }
  const message = { text: "Moved to Qualified.", undo: "/changes/1/undo" };
  pages.changed(ctx, { part: "things/_part", view, page: "/things/7", message });
}

describe("a visit", () => {
  test("gets the whole page with its title and where it stands", async () => {
    const html = await (await web.fetch("/things/7")).text();

    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("<title>Forty chairs – Deals – Kolev</title>");
    expect(html).toContain("<p>Thing: &lt;Chairs&gt;</p>");
    expect(html).toMatch(/href="\/things" aria-current="page"/);
  });

  test("is kept by the browser alone, and asked again", async () => {
    const first = await web.fetch("/things/7");
    const again = await web.status("GET", "/things/7", { "If-None-Match": first.headers.get("ETag") ?? "" });

    expect(first.headers.get("Cache-Control")).toBe("private, no-cache");
    expect(first.headers.get("Vary")).toContain("HX-Request");
    expect(first.headers.get("ETag")).toMatch(/^W\//);
    expect(again).toBe(304);
  });

  test("may ask for a page without a menu", async () => {
    const html = await (await web.fetch("/plain")).text();

    expect(html).toContain(`class="plain"`);
    expect(html).not.toContain("side-nav");
  });

  test("speaks the reader's language", async () => {
    const html = await (
      await web.fetch("/things/7", { headers: { "Accept-Language": "fr, bg;q=0.8, en;q=0.1" } })
    ).text();

    expect(html).toContain(`<html lang="bg"`);
    expect(html).toContain("Към съдържанието");
  });
});

describe("a partial update", () => {
  test("gets the piece without the layout", async () => {
    expect(await (await web.fetch("/things/7", asPart)).text()).toBe(
      "<p>Thing: &lt;Chairs&gt;</p><b>&lt;Chairs&gt;</b>",
    );
  });

  test("gets the whole page when history is restored", async () => {
    const restoring = { headers: { "HX-Request": "true", "HX-History-Restore-Request": "true" } };

    expect(await (await web.fetch("/things/7", restoring)).text()).toMatch(/^<!doctype html>/);
  });

  test("after a change gets the same piece as the page, and a sentence for the live region", async () => {
    const html = await (await web.fetch("/things/7/stage", { method: "POST", ...asPart })).text();

    expect(html).toMatch(/^<b>&lt;Chairs&gt;<\/b>/);
    expect(html).toContain(`<hx-partial hx-target="#messages"`);
    expect(html).toContain("Moved to Qualified.");
    expect(html).toContain(`action="/changes/1/undo"`);
  });

  test("is sent on with a header, because fetch would follow a redirect by itself", async () => {
    const answer = await web.fetch("/go", asPart);

    expect([answer.status, answer.headers.get("HX-Redirect")]).toEqual([204, "/things/7"]);
  });
});

describe("a change without script", () => {
  test("leads back to the page, which says what happened, once", async () => {
    const answer = await web.fetch("/things/7/stage", { method: "POST" });
    const cookie = (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
    const page = await web.fetch("/things/7", { headers: { cookie } });

    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/things/7"]);
    expect(await page.text()).toContain("Moved to Qualified.");
    expect(page.headers.get("Set-Cookie")).toMatch(/^flash=;/);
  });

  test("never undoes on another site, whatever the cookie says", async () => {
    const cookie = `flash=${Buffer.from(JSON.stringify({ text: "Hi", undo: "//evil.example/x" })).toString("base64url")}`;
    const html = await (await web.fetch("/things/7", { headers: { cookie } })).text();

    expect(html).toContain("Hi");
    expect(html).not.toContain("evil.example");
  });
});
