import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, TooMany } from "../../../core/kernel/errors.ts";
import { serve, type WebServer } from "../../support/web.ts";

const thrown: Readonly<Record<string, () => unknown>> = {
  bug: () => new Error("connection string postgres://secret"),
  missing: () => new NotFound("web.not_found"),
  denied: () => new NotAllowed("web.other_site"),
  late: () => new Conflict("web.form_expired"),
  stranger: () => new NotSignedIn("web.not_signed_in"),
  busy: () => new TooMany("web.too_many_parts", { seconds: 7 }),
  wrong: () => new Invalid([{ pointer: "/name", code: "required", message: "web.required" }], "web.bad_request"),
  text: () => "just a text",
};
let web: WebServer;

beforeAll(async () => {
  web = await serve(() => [
    (ctx) => {
      const make = thrown[ctx.path.split("/").at(-1) ?? ""];
      if (make) throw make();
    },
  ]);
});
afterAll(() => web.close());

describe("an error page", () => {
  test("says what, why and what now", async () => {
    const answer = await web.fetch("/deals/missing");
    const html = await answer.text();

    expect(answer.status).toBe(404);
    expect(html).toContain("Nothing is here");
    expect(html).toContain("Check the address, or search for it.");
  });

  test("offers the words of the address for a search", async () => {
    expect(await (await web.fetch("/companies/kolev-sons")).text()).toContain(`value="companies kolev sons"`);
  });

  test("of a bug tells nothing of its inside, and promises what was typed", async () => {
    const answer = await web.fetch("/bug");
    const html = await answer.text();

    expect(answer.status).toBe(500);
    expect(html).not.toContain("postgres");
    expect(html).toContain("is kept on this device");
  });

  test("appears whatever was thrown", async () => expect((await web.fetch("/text")).status).toBe(500));

  test.each(["/nowhere", "/bug", "/denied", "/assets/nothing.css", "/api/v1/missing"])(
    "at %s carries the security headers",
    async (path) => {
      const { headers } = await web.fetch(path);

      expect(headers.get("Content-Security-Policy")).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
      expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("same-origin");
      expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
      expect(headers.get("Strict-Transport-Security")).toBeNull();
    },
  );
});

describe("a failed partial update", () => {
  test("leaves the page as it is and says so in the live region", async () => {
    const answer = await web.fetch("/late", { method: "POST", headers: { "HX-Request": "true" } });

    expect([answer.status, answer.headers.get("HX-Reswap")]).toEqual([409, "none"]);
    expect(await answer.text()).toContain("This page was open for too long");
  });

  test("of somebody signed out goes to the sign-in page and comes back", async () => {
    const headers = { "HX-Request": "true", "HX-Current-URL": `${web.url}/deals?q=a` };
    const answer = await web.fetch("/stranger", { headers });

    expect([answer.status, answer.headers.get("HX-Redirect")]).toEqual([401, "/login?next=%2Fdeals%3Fq%3Da"]);
  });
});

test("somebody signed out is shown the sign-in page", async () => {
  const answer = await web.fetch("/deals/stranger?q=1");

  expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/login?next=%2Fdeals%2Fstranger%3Fq%3D1"]);
});

describe("the API", () => {
  test("answers with problem+json in the caller's language and a code that is never translated", async () => {
    const answer = await web.fetch("/api/v1/missing", { headers: { "Accept-Language": "de" } });

    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      status: 404,
      code: "web.not_found",
      title: "Hier ist nichts",
      type: "/problems/web.not_found",
    });
  });

  test("names each wrong field", async () => {
    const answer = await web.fetch("/api/v1/wrong");

    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      errors: [{ pointer: "/name", code: "required", message: "required" }],
    });
  });

  test("says when to come back", async () =>
    expect((await web.fetch("/api/v1/busy")).headers.get("Retry-After")).toBe("7"));

  test("asks strangers for a token instead of a form", async () => {
    const answer = await web.fetch("/api/v1/stranger");

    expect([answer.status, answer.headers.get("WWW-Authenticate")]).toEqual([401, "Bearer"]);
  });
});
