import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../../core/i18n/languages.ts";
import { hashPassword } from "../../../core/security/hashing.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { password, system } from "../../support/people.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  [admin, sales] = [await app.person("admin", { name: "Ada" }), await app.person("sales", { name: "Sam" })];
  await app.get(services.people).passwords.store(app.db, sales.id, await hashPassword(password));
});
afterAll(() => app.stop());

const textOf = async (answer: Promise<Response>): Promise<string> => await (await answer).text();

describe("one's own settings", () => {
  test("change how the pages speak and look", async () => {
    const form = { language: "bg", timeZone: "Europe/Sofia", theme: "dark", density: "compact" };
    expect((await sales.send("/me", form)).status).toBe(303);
    const page = await textOf(sales.visit("/me"));
    expect(page).toContain('<html lang="bg" data-theme="dark"');
    expect(page).toContain('data-shortcuts="off"');
  });

  test.each([{ language: "xx" }, { theme: "pink" }, { timeZone: "Mars/Olympus" }])("refuse %j", async (wrong) => {
    const form = { language: "en", timeZone: "UTC", theme: "auto", density: "compact", ...wrong };
    expect((await sales.send("/me", form)).status).toBe(422);
  });

  test("show a new token once", async () => {
    const made = await sales.send("/me/tokens", { name: "sync", scopes: "contacts:read", days: "30" });
    expect(made.headers.get("Cache-Control")).toBe("no-store");
    const token = /trl_pat_\w+/.exec(await made.text())?.[0] ?? "none";
    expect(
      (await fetch(`${app.url}/api/v1/contacts`, { headers: { Authorization: `Bearer ${token}` } })).status,
    ).not.toBe(401);
    expect(await textOf(sales.visit("/me"))).not.toContain(token);
  });

  test("refuse a token without scopes or with unknown ones", async () => {
    expect((await sales.send("/me/tokens", { name: "x", scopes: "", days: "30" })).status).toBe(422);
    expect((await sales.send("/me/tokens", { name: "x", scopes: "everything", days: "30" })).status).toBe(422);
    expect((await sales.send("/me/tokens", { name: "x", scopes: "*", days: "9999" })).status).toBe(422);
  });

  test("change the password only for who knows the current one, and sign out everywhere else", async () => {
    const cara = await app.person("sales", { name: "Cara" });
    await app.get(services.people).passwords.store(app.db, cara.id, await hashPassword(password));
    const elsewhere = await app
      .get(services.people)
      .sessions.start(cara.id, true, { address: "192.0.2.5", device: "Phone" });
    expect((await cara.send("/me/password", { current: "wrong", password: "a quite new password" })).status).toBe(422);
    expect((await cara.send("/me/password", { current: password, password: "12345678" })).status).toBe(422);
    const changed = await cara.send("/me/password", { current: password, password: "a quite new password" });
    expect(changed.status).toBe(303);
    expect(await app.get(services.people).actors.ofSession(elsewhere)).toBeUndefined();
    // The session goes on under another secret; what was copied of it before opens nothing.
    expect((await cara.visit("/me")).status).toBe(303);
    const own = changed.headers.getSetCookie().find((one) => one.startsWith("trellis_session=")) ?? "";
    expect((await fetch(`${app.url}/me`, { redirect: "manual", headers: { cookie: own } })).status).toBe(200);
  });
});

describe("people", () => {
  test.each(["/settings/people", "/settings/people/new", "/settings/company"])(
    "%s is for administrators",
    async (path) => {
      expect((await sales.visit(path)).status).toBe(403);
      expect((await admin.visit(path)).status).toBe(200);
    },
  );

  test("are invited by a link on the public address", async () => {
    const page = await textOf(
      admin.send("/settings/people", {
        name: "Ivo",
        email: "ivo@example.com",
        team: "",
        jobTitle: "",
        roles: ["sales"],
      }),
    );
    const path = /http:\/\/localhost:3000(\/password\/[\w-]+)/.exec(page)?.[1] ?? "";
    expect(await textOf(fetch(app.url + path))).toContain("Ivo");
    const chosen = await fetch(app.url + path, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ password }),
    });
    expect(chosen.headers.getSetCookie().join()).toContain("trellis_session=");
    expect((await fetch(app.url + path)).status).toBe(400);
  });

  test("are not invited twice under one address", async () => {
    const form = { name: "Eva", email: "EVA@example.com", team: "", jobTitle: "", roles: [] };
    expect((await admin.send("/settings/people", form)).status).toBe(200);
    const again = await admin.send("/settings/people", form);
    expect(again.status).toBe(422);
    expect(await again.text()).toContain("Somebody already signs in with this address");
  });

  test("are out at once when they are switched off", async () => {
    const leaver = await app.person("sales", { name: "Leaver" });
    expect((await leaver.visit("/me")).status).toBe(200);
    expect((await admin.send(`/settings/people/${leaver.id}/deactivation`)).status).toBe(303);
    expect((await leaver.visit("/me")).status).toBe(303);
    expect((await leaver.api("GET", "/api/v1/users")).status).toBe(401);
  });

  test("cannot be changed by those who may not", async () => {
    for (const path of ["", "/link", "/deactivation", "/activation"]) {
      expect((await sales.send(`/settings/people/${admin.id}${path}`, { name: "X", roles: ["admin"] })).status).toBe(
        403,
      );
    }
  });

  test("keep at least one administrator", async () => {
    const answer = await admin.send(`/settings/people/${admin.id}`, {
      name: "Ada",
      email: admin.email,
      team: "",
      jobTitle: "",
      roles: ["sales"],
    });
    expect(answer.status).toBe(409);
  });
});

describe("roles by API", () => {
  test("are told to administrators, with what each may", async () => {
    const answer = (await (await admin.api("GET", "/api/v1/roles")).json()) as {
      data: { id: string; grants: object }[];
    };
    expect(answer.data.map(({ id }) => id)).toEqual(["admin", "manager", "sales"]);
    expect(answer.data[2]?.grants).toMatchObject({ "deals.read": "own", "contacts.read": "all" });
    expect((await sales.api("GET", "/api/v1/roles")).status).toBe(403);
  });

  test("and people come without anything that lets somebody in", async () => {
    const text = await (await sales.api("GET", "/api/v1/users")).text();
    expect(text).toContain(admin.email);
    expect(text).not.toMatch(/argon2|password|hash|theme|roles/i);
  });

  test.each(["passwordHash", "password", "roles", "theme", "lastSeenAt"])(
    "%s can be neither filtered nor written",
    async (field) => {
      const unknown = await admin.api("GET", `/api/v1/users?filter[nonsense]=x`);
      const secret = await admin.api("GET", `/api/v1/users?filter[${field}]=x`);
      expect([secret.status, ((await secret.json()) as { code: string }).code]).toEqual([
        400,
        ((await unknown.json()) as { code: string }).code,
      ]);
      const written = await admin.api("PATCH", `/api/v1/users/${sales.id}`, { [field]: "admin" });
      expect(written.status).toBeGreaterThanOrEqual(400);
      expect(written.status).toBeLessThan(500);
    },
  );
});

describe("the set-up", () => {
  test("does not exist once there is an administrator", async () => {
    expect((await fetch(`${app.url}/setup/anything`)).status).toBe(404);
    expect(
      (await fetch(`${app.url}/setup/anything/account`, { method: "POST", body: new URLSearchParams({ name: "x" }) }))
        .status,
    ).toBe(404);
  });

  test("leads from place to account to a signed-in administrator", async () => {
    const fresh = await startTestApp();
    const secret = await fresh.get(services.people).setup.link();
    const base = `${fresh.url}/setup/${secret}`;
    const first = await (await fetch(base, { headers: { "Accept-Language": "bg" } })).text();
    expect(first).toContain('value="BG" selected');
    const place = { language: "de", country: "AT", currency: "", timeZone: "", firstWeekday: "" };
    expect(await (await fetch(`${base}/account?${new URLSearchParams(place)}`)).text()).toContain('lang="de"');
    const wrong = { ...place, company: "", name: "Ada", email: "ada@example.com", password };
    expect((await fetch(`${base}/account`, { method: "POST", body: new URLSearchParams(wrong) })).status).toBe(422);
    const made = await fetch(`${base}/account`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ ...wrong, company: "Acme" }),
    });
    expect([made.status, made.headers.get("Location")]).toEqual([303, "/welcome"]);
    expect(await fresh.get(services.people).company.profile()).toMatchObject({
      name: "Acme",
      country: "AT",
      currency: "EUR",
      timeZone: "Europe/Vienna",
    });
    await fresh.stop();
  });
});

describe("every language", () => {
  test.each(languages)("%s has every page", async (language) => {
    const person = await app.person("admin", { name: "Any", language });
    for (const path of [
      "/me",
      "/settings",
      "/settings/people",
      "/settings/people/new",
      "/settings/company",
      `/settings/people/${admin.id}`,
    ]) {
      const answer = await person.visit(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect((await answer.text()).match(/>\s*(users|web|security)\.[a-z_.]+\s*</gi)).toBeNull();
    }
  });
});

describe("the tree of teams", () => {
  test("shows who manages what", async () => {
    const north = await app.records.create(system, "team", { name: "Nord", manager: sales.id });
    await app.records.create(system, "team", { name: "Oslo", parent: north.id });
    const page = (await textOf(admin.visit("/settings/teams"))).replace(/\s+/g, " ");
    expect(page).toMatch(/Nord<\/a> <span class="muted">Sam · nobody<\/span> <ul class="tree"><li> <a [^>]*>Oslo/);
  });
});
