// Case 8 of the catalogue of attacks: the second step of signing in.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashPassword } from "../../../../core/security/hashing.ts";
import type { SecondStepPolicy } from "../../../../core/security/sign-in-rules.ts";
import { codeAt, newTotpSecret, stepOf } from "../../../../core/security/totp.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { password, system } from "../../../support/people.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.db.query({ text: "truncate attempts" });
  await setPolicy("nobody");
});

const factors = () => app.get(services.people).secondFactors;
const rules = () => app.get(services.people).signInRules;
const setPolicy = (secondStep: SecondStepPolicy) => rules().change(system, { secondStep });
const step = async () => {
  const [row] = await app.db.query<{ step: number }>({
    text: "select floor(extract(epoch from now()) / 30)::int as step",
  });
  return row?.step ?? 0;
};

async function someone(role = "sales"): Promise<TestPerson> {
  const person = await app.person(role);
  await app.get(services.people).passwords.store(app.db, person.id, await hashPassword(password));
  return person;
}

/** Somebody with an authenticator whose code of this moment has not been used. */
async function careful(role = "sales"): Promise<{ person: TestPerson; secret: string; codes: readonly string[] }> {
  const [person, secret] = [await someone(role), newTotpSecret()];
  const codes = await factors().add(person.id, secret, { code: codeAt(secret, await step()), name: "Phone" });
  await app.db.query({ text: "update second_factors set counter = 0 where user_id = $1", values: [person.id] });
  return { person, secret, codes: codes ?? [] };
}

const post = (path: string, form: Record<string, string>, cookie = "") =>
  fetch(app.url + path, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(form),
    headers: { "Sec-Fetch-Site": "same-origin", cookie },
  });
const visit = (path: string, cookie: string) => fetch(app.url + path, { redirect: "manual", headers: { cookie } });
const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((one) => one.startsWith("trellis_session="))
    ?.split(";")[0] ?? "";

/** The cookie after a right password. */
async function half({ email }: TestPerson, more: Record<string, string> = {}): Promise<string> {
  const answer = await post("/login", { login: email, password, next: "/deals", ...more });
  expect(answer.headers.get("Location")).toBe("/login/second?next=%2Fdeals");
  return cookieOf(answer);
}
const second = (cookie: string, code: string) => post("/login/second", { code, next: "/deals" }, cookie);

describe("the codes", () => {
  test("are those of RFC 6238", () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    expect([59, 1111111109, 1234567890, 20000000000].map((at) => codeAt(secret, Math.floor(at / 30)))).toEqual([
      "287082",
      "081804",
      "005924",
      "353130",
    ]);
  });

  test("hold for the step before and the one after, and no further", () => {
    const [secret, now] = [newTotpSecret(), 1_000_000 * 30];
    const held = [-2, -1, 0, 1, 2].map((away) => stepOf(codeAt(secret, 1_000_000 + away), secret, now));
    expect(held).toEqual([undefined, 999_999, 1_000_000, 1_000_001, undefined]);
  });
});

describe("case 8: with a second step, a right password", () => {
  test("leads to the code, and the code to where somebody wanted to go, in another session", async () => {
    const { person, secret } = await careful();
    const first = await half(person, { kept: "on" });
    const answer = await second(first, codeAt(secret, await step()));
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/deals"]);
    const whole = cookieOf(answer);
    expect(answer.headers.getSetCookie().join()).toContain("Max-Age=2592000");
    expect(whole).not.toBe(first);
    expect((await visit("/me", whole)).status).toBe(200);
    expect((await visit("/login/second", first)).headers.get("Location")).toContain("/login?");
  });

  test("opens nothing but the second step", async () => {
    const { person } = await careful();
    const cookie = await half(person);
    for (const path of ["/", "/me", "/deals", "/contacts", "/settings/people", "/search?q=a", "/me/second-step/new"])
      expect((await visit(path, cookie)).headers.get("Location"), path).toContain("/login");
    for (const path of ["/me/password", "/me/tokens", "/me/second-step", "/settings/sign-in", "/me/sessions/end"])
      expect((await post(path, {}, cookie)).status, path).toBe(303);
    const api = await fetch(`${app.url}/api/v1/deals`, { headers: { cookie } });
    expect(api.status).toBe(401);
    expect((await visit("/login/second", cookie)).status).toBe(200);
  });

  test("does not let somebody make an authenticator of their own instead", async () => {
    const { person } = await careful();
    const cookie = await half(person);
    const secret = newTotpSecret();
    const offer = factors().offer(person.id, secret);
    const answer = await post(
      "/login/second/enrolment",
      { offer, code: codeAt(secret, await step()), name: "x" },
      cookie,
    );
    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).toBe("");
    expect(await factors().list(person.id)).toHaveLength(1);
  });

  test("is worth nothing after ten minutes, and once somebody was switched off", async () => {
    const { person, secret } = await careful();
    const late = await half(person);
    await app.db.query({ text: "update sessions set created_at = now() - interval '11 minutes' where half" });
    expect((await second(late, codeAt(secret, await step()))).headers.get("Location")).toContain("/login");
    const gone = await half(person);
    await app.records.change(system, "user", person.id, { state: "inactive" });
    expect((await second(gone, codeAt(secret, await step()))).headers.get("Location")).toContain("/login");
  });
});

describe("case 8: a code", () => {
  test("works once, also for two at once", async () => {
    const { person, secret } = await careful();
    const [one, two] = [await half(person), await half(person)];
    const code = codeAt(secret, await step());
    const answers = await Promise.all([second(one, code), second(two, code)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422]);
    expect((await second(await half(person), code)).status).toBe(422);
  });

  test("of before the last one used works no more", async () => {
    const { person, secret } = await careful();
    const now = await step();
    expect((await second(await half(person), codeAt(secret, now))).status).toBe(303);
    expect((await second(await half(person), codeAt(secret, now - 1))).status).toBe(422);
    expect((await second(await half(person), codeAt(secret, now + 1))).status).toBe(303);
  });

  test("may be wrong five times in a quarter of an hour; then the right one has to wait too", async () => {
    const { person, secret } = await careful();
    const cookie = await half(person);
    for (let times = 0; times < 5; times++) expect((await second(cookie, "000000x")).status).toBe(422);
    const answer = await second(cookie, codeAt(secret, await step()));
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
  });

  test("on paper works once, and is kept as a hash only", async () => {
    const { person, codes } = await careful();
    expect(codes).toHaveLength(10);
    const [code = ""] = codes;
    expect((await second(await half(person), code.toUpperCase())).status).toBe(303);
    expect((await second(await half(person), code)).status).toBe(422);
    expect(await factors().codesLeft(person.id)).toBe(9);
    const rows = await app.db.query({ text: "select encode(hash, 'escape') as hash from recovery_codes" });
    expect(JSON.stringify(rows)).not.toContain(codes[1]?.replaceAll("-", ""));
  });
});

describe("where the company demands a second step", () => {
  test.each([
    ["administrators", "admin", true],
    ["administrators", "sales", false],
    ["everybody", "sales", true],
    ["nobody", "admin", false],
  ] as const)("of %s: %s is asked to add one: %s", async (policy, role, asked) => {
    await setPolicy(policy);
    const person = await someone(role);
    const answer = await post("/login", { login: person.email, password, next: "/deals" });
    expect(answer.headers.get("Location")).toBe(asked ? "/login/second?next=%2Fdeals" : "/deals");
  });

  test("whoever has none adds it and is in, with codes on paper", async () => {
    await setPolicy("everybody");
    const person = await someone();
    const cookie = await half(person);
    const page = await (await visit("/login/second", cookie)).text();
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1]?.replaceAll(" ", "") ?? "";
    const offer = /name="offer" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const wrong = await post(
      "/login/second/enrolment",
      { offer, code: "000000", name: "Phone", next: "/deals" },
      cookie,
    );
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain(secret.slice(0, 4));
    const right = await post(
      "/login/second/enrolment",
      { offer, code: codeAt(secret, await step()), name: "Phone", next: "/deals" },
      cookie,
    );
    expect(right.status).toBe(200);
    expect(right.headers.get("Cache-Control")).toBe("no-store");
    expect((await right.text()).match(/<code>[a-z2-9]{4}(-[a-z2-9]{4}){3}</g)).toHaveLength(10);
    expect((await visit("/me", cookieOf(right))).status).toBe(200);
    expect((await visit("/me", cookie)).status).toBe(303);
  });

  test("a new password by link does not go around it", async () => {
    const { person } = await careful();
    const link = await app.get(services.people).links.create("password", person.id, 1);
    const answer = await post(`/password/${link}`, { password: "a quite new password" });
    expect(answer.headers.get("Location")).toBe("/login/second?next=%2F");
    expect((await visit("/me", cookieOf(answer))).status).toBe(303);
  });

  test("is decided by administrators, with the password of just now", async () => {
    const [{ person: admin }, sales] = [await careful("admin"), await app.person("sales")];
    const form = { secondStep: "administrators", secondStepKind: "any" };
    expect((await sales.send("/settings/sign-in", form)).status).toBe(403);
    expect((await sales.visit("/settings/sign-in")).status).toBe(403);
    expect((await admin.send("/settings/sign-in", { ...form, secondStep: "sometimes" })).status).toBe(422);
    expect((await admin.send("/settings/sign-in", form)).status).toBe(303);
    expect(await rules().demands()).toMatchObject(form);
    await age(admin);
    expect((await admin.send("/settings/sign-in", form)).headers.get("Location")).toContain("again");
  });
});

/** Eleven minutes pass since they typed their password. */
async function age({ id }: TestPerson): Promise<void> {
  const text = "update sessions set created_at = now() - interval '11 minutes' where user_id = $1";
  await app.db.query({ text, values: [id] });
}

describe("one's own second step", () => {
  test("is added with a code, and the session gets another secret", async () => {
    const person = await someone();
    const page = await (await person.visit("/me/second-step/new")).text();
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1]?.replaceAll(" ", "") ?? "";
    const offer = /name="offer" value="([^"]+)"/.exec(page)?.[1] ?? "";
    expect(page).toMatch(/<path d="(M\d+ \d+h1v1h-1z){200,}"/);
    const form = { offer, code: codeAt(secret, await step()), name: "My phone" };
    const answer = await person.send("/me/second-step", form);
    expect([answer.status, await factors().codesLeft(person.id)]).toEqual([200, 10]);
    expect((await person.visit("/me")).status).toBe(303);
    expect((await visit("/me/second-step", cookieOf(answer))).status).toBe(200);
  });

  test("cannot be added with a secret of somebody else's choosing", async () => {
    const [person, other] = [await someone(), await someone()];
    const secret = newTotpSecret();
    const form = { offer: factors().offer(other.id, secret), code: codeAt(secret, await step()), name: "x" };
    expect((await person.send("/me/second-step", form)).status).toBe(422);
    expect(await factors().list(person.id)).toEqual([]);
  });

  test("needs the password of just now for every change", async () => {
    const { person } = await careful();
    const [factor] = await factors().list(person.id);
    await age(person);
    const paths = ["/me/second-step", "/me/second-step/codes", `/me/second-step/${factor?.id}/end`];
    for (const path of paths) expect((await person.send(path)).headers.get("Location"), path).toContain("again=yes");
    expect((await person.visit("/me/second-step/new")).headers.get("Location")).toContain("again=yes");
    expect(await factors().list(person.id)).toHaveLength(1);
  });

  test("goes with its last authenticator, codes on paper included, and never by somebody else", async () => {
    const [{ person }, other] = [await careful(), await someone()];
    const [factor] = await factors().list(person.id);
    await other.send(`/me/second-step/${factor?.id}/end`);
    expect(await factors().list(person.id)).toHaveLength(1);
    await person.send(`/me/second-step/${factor?.id}/end`);
    expect([await factors().list(person.id), await factors().codesLeft(person.id)]).toEqual([[], 0]);
  });

  test("is taken away by an administrator when everything is lost, and that is written down", async () => {
    const [{ person }, admin] = [await careful(), await app.person("admin")];
    const path = `/settings/people/${person.id}/second-step/reset`;
    expect((await (await app.person("sales")).send(path)).status).toBe(403);
    expect(await (await admin.visit(`/settings/people/${person.id}`)).text()).toContain(path);
    expect((await admin.send(path)).status).toBe(303);
    expect((await post("/login", { login: person.email, password, next: "/deals" })).headers.get("Location")).toBe(
      "/deals",
    );
    const text =
      "select actor_id from audit_events where action = 'second_factor.changed' and record_id = $1 and detail->>'how' = 'reset'";
    expect(await app.db.query({ text, values: [person.id] })).toEqual([{ actor_id: admin.id }]);
  });

  test("is not taken from an administrator by somebody who is none", async () => {
    await app.grant("manager", "users.change", "all");
    const [{ person }, manager] = [await careful("admin"), await app.person("manager")];
    expect((await manager.send(`/settings/people/${person.id}/second-step/reset`)).status).toBe(403);
    expect(await factors().list(person.id)).toHaveLength(1);
  });
});
