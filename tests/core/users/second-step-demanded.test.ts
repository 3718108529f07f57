// Where the company demands a second step: whoever has none adds it and reaches nothing before; nobody is locked out.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeAt } from "../../../core/security/totp.ts";
import type { SignInDemands } from "../../../core/security/sign-in-rules.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { type Authenticator, authenticator } from "../../support/authenticator.ts";
import { system } from "../../support/people.ts";
import { Browser, offeredOn, stepNow, to, withAuthenticator, withPassword } from "../../support/signing-in.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const nothing: SignInDemands = { secondStep: "nobody", secondStepKind: "any", exportConfirmed: false };
const people = () => app.get(services.people);
const demand = (demands: Partial<SignInDemands>) => people().signInRules.change(system, demands);
beforeEach(async () => {
  await app.db.query({ text: "truncate attempts" });
  await demand(nothing);
});

const older = async ({ id }: TestPerson): Promise<void> => {
  const text = "update sessions set created_at = now() - interval '11 minutes' where user_id = $1";
  await app.db.query({ text, values: [id] });
};

/** Adds an authenticator on the page that the browser was led to. */
async function addOn(browser: Browser): Promise<Response> {
  const { secret, offer } = offeredOn(await (await browser.visit("/login/second")).text());
  const code = codeAt(secret, await stepNow(app));
  return await browser.send("/login/second/enrolment", { offer, code, name: "Phone", next: "/deals" });
}

/** Adds a passkey there. */
async function addKeyOn(browser: Browser): Promise<{ readonly key: Authenticator; readonly answer: Response }> {
  const key = authenticator("http://localhost:3000");
  const question = (await (await browser.send("/login/second/passkey/new/question")).json()) as { challenge: string };
  return {
    key,
    answer: await browser.send("/login/second/passkey/new", { answer: key.made(question), next: "/deals" }),
  };
}

describe("from the moment a second step is demanded, whoever is signed in and has none", () => {
  test("is led to the page where one is added, and reaches nothing else until then", async () => {
    const browser = new Browser(app);
    const person = await withPassword(app);
    expect(await browser.signIn(person)).toBe("/deals");
    await demand({ secondStep: "everybody" });
    for (const path of ["/", "/deals", "/me", "/me/second-step/new", "/contacts/export.csv", "/search?q=a", "/exports"])
      expect(to(await browser.visit(path)), path).toBe(`/login/second?next=${encodeURIComponent(path)}`);
    for (const path of ["/me/password", "/me/tokens", "/me/second-step", "/deals", "/outputs", "/view-as/end"])
      expect(to(await browser.send(path)), path).toContain("/login/second?next=");
    expect((await addOn(browser)).status).toBe(200);
    expect((await browser.visit("/deals")).status).toBe(200);
    expect(await people().secondFactors.codesLeft(person.id)).toBe(10);
  });

  test("hears it in a piece of a page, with a status that says no", async () => {
    await demand({ secondStep: "everybody" });
    const person = await app.person("sales");
    const answer = await person.visit("/deals", { headers: { "HX-Request": "true" } });
    expect([answer.status, answer.headers.get("HX-Redirect")]).toEqual([403, expect.stringContaining("/login/second")]);
  });

  test("signs in again first when the password was typed longer ago: a forgotten session adds nothing", async () => {
    const browser = new Browser(app);
    const person = await withPassword(app);
    await browser.signIn(person);
    await demand({ secondStep: "everybody" });
    await older(person);
    const login = to(await browser.visit("/login/second?next=%2Fdeals"));
    expect(login).toBe("/login?refused=second_step_missing&next=%2Fdeals");
    expect(await (await browser.visit(login)).text()).toContain("Sign in again; you add it right after");
    expect((await browser.send("/login/second/enrolment", { offer: "x", code: "1" })).status).toBe(303);
    expect(await browser.signIn(person)).toBe("/login/second?next=%2Fdeals");
    expect((await addOn(browser)).status).toBe(200);
    expect((await browser.visit("/deals")).status).toBe(200);
  });

  test("may sign out, and is in again once nothing is demanded any more", async () => {
    const browser = new Browser(app);
    await browser.signIn(await withPassword(app));
    await demand({ secondStep: "everybody" });
    expect(to(await browser.visit("/deals"))).toContain("/login/second");
    await demand(nothing);
    expect((await browser.visit("/deals")).status).toBe(200);
    await demand({ secondStep: "everybody" });
    expect(to(await browser.send("/logout"))).toBe("/login");
  });

  test("is an administrator only, where only administrators must have one", async () => {
    const [admin, sales] = [await app.person("admin"), await app.person("sales")];
    await demand({ secondStep: "administrators" });
    expect([to(await admin.visit("/me")), (await sales.visit("/me")).status]).toEqual([
      "/login/second?next=%2Fme",
      200,
    ]);
    await people().roles.assign(system, sales.id, ["admin"]);
    expect(to(await sales.visit("/me"))).toBe("/login/second?next=%2Fme");
  });

  test("has programs that go on with their tokens, within what those may", async () => {
    await demand({ secondStep: "everybody" });
    const person = await app.person("sales");
    expect((await person.api("GET", "/api/v1/deals")).status).toBe(200);
    expect((await person.visit("/api/v1/deals")).status).toBe(401);
  });
});

describe("somebody of whom a passkey is demanded", () => {
  const passkeyOnly = { secondStep: "everybody", secondStepKind: "passkey" } as const;

  test("shows the authenticator they have, and adds a passkey before anything else", async () => {
    const { person, secret } = await withAuthenticator(app, await withPassword(app));
    await demand(passkeyOnly);
    const browser = new Browser(app);
    expect(await browser.signIn(person)).toBe("/login/second?next=%2Fdeals");
    expect((await browser.send("/login/second/passkey/new/question")).status).toBe(403);
    const code = codeAt(secret, await stepNow(app));
    expect(to(await browser.send("/login/second", { code, next: "/deals" }))).toBe("/deals");
    expect(to(await browser.visit("/deals"))).toBe("/login/second?next=%2Fdeals");
    const page = await (await browser.visit("/login/second")).text();
    expect(page).toContain("asks for a passkey");
    expect(page).not.toContain('name="offer"');
    expect((await addKeyOn(browser)).answer.status).toBe(200);
    expect((await browser.visit("/deals")).status).toBe(200);
  });

  test("gets in by no code of an authenticator any more, but by the passkey and by one on paper", async () => {
    const { person, secret, codes } = await withAuthenticator(app, await withPassword(app));
    const browser = new Browser(app);
    await demand(passkeyOnly);
    await browser.signIn(person);
    await browser.send("/login/second", { code: codeAt(secret, await stepNow(app)), next: "/deals" });
    const { key } = await addKeyOn(browser);
    await app.db.query({ text: "update second_factors set counter = 0 where user_id = $1", values: [person.id] });
    const later = new Browser(app);
    await later.signIn(person);
    expect((await later.send("/login/second", { code: codeAt(secret, await stepNow(app)) })).status).toBe(422);
    const question = (await (await later.send("/login/second/passkey/question")).json()) as { challenge: string };
    expect(to(await later.send("/login/second/passkey", { answer: key.used(question), next: "/me" }))).toBe("/me");
    expect((await later.visit("/me")).status).toBe(200);
    const lost = new Browser(app);
    await lost.signIn(person);
    expect(to(await lost.send("/login/second", { code: codes[0] ?? "", next: "/me" }))).toBe("/me");
    expect((await lost.visit("/me")).status).toBe(200);
  });

  test("is not asked for one where browsers know none: an authenticator is enough", async () => {
    const plain = await startTestApp({ env: { PUBLIC_URL: "http://192.0.2.1:3000" } });
    try {
      const admin = await plain.person("admin");
      const form = { secondStep: "everybody", secondStepKind: "passkey", told: "yes" };
      const answer = await admin.send("/settings/sign-in", form);
      expect([answer.status, await answer.text()]).toEqual([
        422,
        expect.stringContaining("Passkeys do not work at this"),
      ]);
      await plain.get(services.people).signInRules.change(system, passkeyOnly);
      const { person } = await withAuthenticator(plain, await withPassword(plain));
      expect((await person.visit("/deals")).status).toBe(200);
    } finally {
      await plain.stop();
    }
  });
});

describe("nobody is locked out", () => {
  test("whoever demands it without having one is told first, and then led to add it", async () => {
    const admin = await app.person("admin");
    const form = { secondStep: "administrators", secondStepKind: "any" };
    const warned = await admin.send("/settings/sign-in", form);
    expect(warned.status).toBe(422);
    const page = await warned.text();
    expect(page).toContain("You have no second step of that kind yourself");
    expect(page).toMatch(/value="administrators" checked/);
    expect(await people().signInRules.demands()).toEqual(nothing);
    expect((await admin.send("/settings/sign-in", { ...form, told: "yes" })).status).toBe(303);
    expect(to(await admin.visit("/settings/sign-in"))).toContain("/login/second");
    const text = `select actor_id, detail from audit_events where action = 'sign_in.policy_changed' order by seq desc limit 1`;
    expect(await app.db.query({ text })).toEqual([{ actor_id: admin.id, detail: { ...form, exportConfirmed: false } }]);
  });

  test("whoever has one, or is not meant, is not warned", async () => {
    const { person: admin } = await withAuthenticator(app, await app.person("admin"));
    const form = { secondStep: "everybody", secondStepKind: "any" };
    expect((await admin.send("/settings/sign-in", form)).status).toBe(303);
    expect((await admin.visit("/settings/sign-in")).status).toBe(200);
    expect((await admin.send("/settings/sign-in", { ...form, secondStepKind: "passkey" })).status).toBe(422);
    expect((await admin.send("/settings/sign-in", { ...form, secondStep: "nobody" })).status).toBe(303);
  });

  test("the last second step that counts stays while one is demanded", async () => {
    const { person, codes } = await withAuthenticator(app, await app.person("sales"));
    await demand({ secondStep: "everybody" });
    const [factor] = await people().secondFactors.list(person.id);
    const refused = await person.send(`/me/second-step/${factor?.id}/end`);
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("Add another before")]);
    expect([(await people().secondFactors.list(person.id)).length, codes.length]).toEqual([1, 10]);
    await demand(nothing);
    await person.send(`/me/second-step/${factor?.id}/end`);
    expect(await people().secondFactors.list(person.id)).toEqual([]);
  });

  test("the last administrator, with everything lost, gets in again by the server itself", async () => {
    const { person } = await withAuthenticator(app, await withPassword(app, "admin"));
    await demand({ secondStep: "administrators" });
    await people().users.resetSecondStep(system, person.id);
    expect(to(await person.visit("/me"))).toBe("/login/second?next=%2Fme");
    const browser = new Browser(app);
    expect(await browser.signIn(person)).toBe("/login/second?next=%2Fdeals");
    expect((await addOn(browser)).status).toBe(200);
    expect((await browser.visit("/settings/sign-in")).status).toBe(200);
  });
});
