// Where taking data out is to be confirmed: lists, the audit trail and what was agreed to leave after a second step of just now.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeAt } from "../../../core/security/totp.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { authenticator } from "../../support/authenticator.ts";
import { system } from "../../support/people.ts";
import { type Careful, offeredOn, stepNow, to, withAuthenticator } from "../../support/signing-in.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.records.create(system, "contact", { name: "Ann" });
});
afterAll(() => app.stop());

const people = () => app.get(services.people);
const demand = (exportConfirmed: boolean) => people().signInRules.change(system, { exportConfirmed });
beforeEach(async () => {
  await app.db.query({ text: "truncate attempts" });
  await demand(true);
});

const careful = async (role: string): Promise<Careful> => await withAuthenticator(app, await app.person(role));
const confirm = async ({ person, secret }: Careful, next = "/contacts") =>
  await person.send("/me/confirmation", { code: codeAt(secret, await stepNow(app)), next });
/** Eleven minutes pass since the second step. */
const later = async ({ id }: TestPerson): Promise<void> => {
  const text = "update sessions set stepped_at = now() - interval '11 minutes' where user_id = $1";
  await app.db.query({ text, values: [id] });
};
const register = async (): Promise<number> =>
  (await app.db.query({ text: "select 1 from audit_events where action = 'list.exported'" })).length;

const ways = ["/contacts/export.csv", "/contacts/export.xlsx", "/contacts/export.vcf", "/settings/audit/export.csv"];

describe("data leaves the house", () => {
  test.each(ways)("by %s only after the second step, which then holds for ten minutes", async (way) => {
    const admin = await careful("admin");
    const before = await register();
    expect(to(await admin.person.visit(way))).toBe(`/me/confirmation?next=${encodeURIComponent(way)}`);
    expect(await register()).toBe(before);
    expect(await (await confirm(admin, way)).text()).toContain(`href="${way}"`);
    const file = await admin.person.visit(way);
    expect([file.status, file.headers.get("Content-Disposition")]).toEqual([
      200,
      expect.stringContaining("attachment"),
    ]);
    await file.arrayBuffer();
    await later(admin.person);
    expect(to(await admin.person.visit(way))).toContain("/me/confirmation");
  });

  test("as somebody agreed only after the second step, and a file refused for want of it is not counted", async () => {
    await app.grant("sales", "contacts.export", "all");
    const [seller, admin] = [await careful("sales"), await careful("admin")];
    const ask = { kind: "contacts", list: "", purpose: "Letters" };
    expect(to(await seller.person.send("/exports", ask))).toContain("/me/confirmation");
    await confirm(seller);
    expect(to(await seller.person.send("/exports", ask))).toBe("/exports");
    const text = "select id, downloads from export_requests where user_id = $1";
    const [request] = await app.db.query<{ id: string; downloads: number }>({ text, values: [seller.person.id] });
    await admin.person.send(`/exports/${request?.id}/approval`);
    await later(seller.person);
    expect(to(await seller.person.send(`/exports/${request?.id}/file`))).toContain("/me/confirmation");
    expect(await app.db.query({ text, values: [seller.person.id] })).toMatchObject([{ downloads: 0 }]);
    await app.db.query({
      text: "update second_factors set counter = 0 where user_id = $1",
      values: [seller.person.id],
    });
    await confirm(seller);
    expect((await seller.person.send(`/exports/${request?.id}/file`)).status).toBe(200);
  });

  test("as before where nobody demands it", async () => {
    await demand(false);
    const admin = await app.person("admin");
    for (const way of ways) {
      const answer = await admin.visit(way);
      expect([answer.status, (await answer.arrayBuffer()).byteLength > 0], way).toEqual([200, true]);
    }
  });

  test("to nobody who only looks at it: everything else on the pages goes on", async () => {
    const { person } = await careful("admin");
    for (const path of ["/contacts", "/exports", "/settings/audit", "/me"])
      expect((await person.visit(path)).status, path).toBe(200);
  });
});

describe("the second step shown once more", () => {
  test("is a code, good once, and five wrong ones make it wait; both stand in the trail", async () => {
    const admin = await careful("admin");
    const wrong = await admin.person.send("/me/confirmation", { code: "000000x", next: "/contacts" });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining("not right")]);
    expect((await confirm(admin)).status).toBe(200);
    expect((await confirm(admin)).status).toBe(422);
    for (let times = 0; times < 4; times++) await admin.person.send("/me/confirmation", { code: "000000x" });
    expect((await confirm(admin)).status).toBe(429);
    const text = `select action, count(*)::int as count from audit_events
      where actor_id = $1 and action like 'session.%confirmed' group by action order by action`;
    expect(await app.db.query({ text, values: [admin.person.id] })).toEqual([
      { action: "session.confirmed", count: 1 },
      { action: "session.not_confirmed", count: 6 },
    ]);
  });

  test("is a passkey, with an answer to a question of just now", async () => {
    const [person, key] = [await app.person("admin"), authenticator("http://localhost:3000")];
    const { passkeys } = people();
    await passkeys.add(person.id, key.made(await passkeys.offerNew(person.id, "x")), "Key");
    expect(to(await person.visit("/contacts/export.csv"))).toContain("/me/confirmation");
    expect(await (await person.visit("/me/confirmation?next=/contacts")).text()).toContain('data-passkey="get"');
    const asked = (await (await person.send("/me/confirmation/passkey/question")).json()) as { challenge: string };
    const answer = key.used(asked);
    expect((await person.send("/me/confirmation/passkey", { answer, next: "/contacts" })).status).toBe(200);
    expect((await person.visit("/contacts/export.csv")).status).toBe(200);
    await later(person);
    expect((await person.send("/me/confirmation/passkey", { answer, next: "/contacts" })).status).toBe(422);
    expect(to(await person.visit("/contacts/export.csv"))).toContain("/me/confirmation");
  });

  test("is added first by whoever has none, which counts at once", async () => {
    const person = await app.person("admin");
    expect(to(await person.visit("/me/confirmation?next=/contacts"))).toBe("/me/second-step");
    const { secret, offer } = offeredOn(await (await person.visit("/me/second-step/new")).text());
    const form = { offer, code: codeAt(secret, await stepNow(app)), name: "Phone" };
    const added = await person.send("/me/second-step", form);
    const [cookie = ""] = added.headers.getSetCookie().map((one) => one.split(";")[0] ?? "");
    expect((await person.visit("/contacts/export.csv", { headers: { cookie } })).status).toBe(200);
  });

  test("leads to no foreign address afterwards", async () => {
    const answer = await confirm(await careful("admin"), "//evil.example");
    expect(await answer.text()).not.toContain("evil.example");
  });
});

describe("a program", () => {
  const list = async (token: string, path = "/api/v1/contacts/export.csv") =>
    await fetch(app.url + path, { headers: { Authorization: `Bearer ${token}` } });
  const made = (page: string): string => /trl_pat_[\w-]+/.exec(page)?.[0] ?? "";
  const wish = { name: "Reports", scopes: "contacts:read audit:read", days: "30" };

  test("takes nothing out with a token made without a second step, and is told what to do", async () => {
    const { api } = await app.person("admin");
    for (const path of ["/api/v1/contacts/export.csv", "/api/v1/deals/export.xlsx"]) {
      const answer = await api("GET", path);
      expect(answer.status, path).toBe(403);
      expect(await answer.json(), path).toMatchObject({ code: "security.token_unconfirmed" });
    }
    expect((await api("GET", "/api/v1/contacts")).status).toBe(200);
  });

  test("takes out what its token may, once that was made after the second step", async () => {
    const admin = await careful("admin");
    expect(to(await admin.person.send("/me/tokens", wish))).toContain("/me/confirmation");
    expect((await admin.person.send("/me/tokens", { ...wish, scopes: "contacts:write" })).status).toBe(200);
    await confirm(admin);
    const token = made(await (await admin.person.send("/me/tokens", wish)).text());
    expect((await list(token)).status).toBe(200);
    expect((await list(token, "/api/v1/deals/export.csv")).status).toBe(403);
  });

  test("goes on with a token that whoever runs the server made, and as before where nobody demands it", async () => {
    const { id } = await app.person("admin");
    const own = await people().tokens.create(id, { name: "own", scopes: ["*"], confirmed: true });
    expect((await list(own.token)).status).toBe(200);
    await demand(false);
    const plain = await people().tokens.create(id, { name: "plain", scopes: ["*"] });
    expect((await list(plain.token)).status).toBe(200);
  });
});
