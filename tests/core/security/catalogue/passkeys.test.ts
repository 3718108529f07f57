// Passkeys as the second step of signing in: what lets somebody in, and everything that does not.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashPassword } from "../../../../core/security/hashing.ts";
import { relyingPartyOf } from "../../../../core/security/passkeys/relying-party.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { type Authenticator, authenticator, type Lie } from "../../../support/authenticator.ts";
import { password, system } from "../../../support/people.ts";

const origin = "http://localhost:3000";
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  await app.db.query({ text: "truncate attempts" });
  await people().signInRules.change(system, { secondStep: "nobody" });
});

const people = () => app.get(services.people);
const factorsOf = ({ id }: TestPerson) => people().secondFactors.list(id);

async function someone(): Promise<TestPerson> {
  const person = await app.person("sales");
  await people().passwords.store(app.db, person.id, await hashPassword(password));
  return person;
}

/** Somebody with a passkey. */
async function careful(): Promise<{ person: TestPerson; key: Authenticator; codes: readonly string[] }> {
  const [person, key] = [await someone(), authenticator(origin)];
  const codes = await people().passkeys.add(
    person.id,
    key.made(await people().passkeys.offerNew(person.id, "x")),
    "Key",
  );
  return { person, key, codes: codes ?? [] };
}

const send = (path: string, cookie: string, form: Record<string, string> = {}, site = "same-origin") =>
  fetch(app.url + path, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(form),
    headers: { "Sec-Fetch-Site": site, cookie },
  });
const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .find((one) => one.startsWith("trellis_session="))
    ?.split(";")[0] ?? "";

/** The cookie after a right password. */
async function half({ email }: TestPerson): Promise<string> {
  return cookieOf(await send("/login", "", { login: email, password, next: "/deals" }));
}
const asked = async (cookie: string, path = "/login/second/passkey/question") =>
  (await (await send(path, cookie)).json()) as { challenge: string; allowCredentials: { id: string }[] };
const enter = (cookie: string, answer: string) => send("/login/second/passkey", cookie, { answer, next: "/deals" });

async function comesIn({ person, key }: { person: TestPerson; key: Authenticator }, lie: Lie = {}): Promise<number> {
  const cookie = await half(person);
  return (await enter(cookie, key.used(await asked(cookie), lie))).status;
}

describe("a passkey", () => {
  test("lets its owner in after the password, in another session, and to where they wanted to go", async () => {
    const { person, key } = await careful();
    const cookie = await half(person);
    const page = await (await fetch(`${app.url}/login/second`, { headers: { cookie } })).text();
    expect(page).toContain('data-passkey="get"');
    expect(page).toContain("A passkey needs JavaScript");
    const question = await asked(cookie);
    expect(question.allowCredentials.map(({ id }) => id)).toEqual([key.id]);
    const answer = await enter(cookie, key.used(question));
    expect([answer.status, answer.headers.get("Location")]).toEqual([303, "/deals"]);
    expect(cookieOf(answer)).not.toBe(cookie);
    const me = await fetch(`${app.url}/me/second-step`, { headers: { cookie: cookieOf(answer) } });
    expect(await me.text()).toMatch(/<strong>Key<\/strong>[\s\S]*Passkey/);
  });

  test("stands beside codes on paper, which work when it is lost", async () => {
    const { person, codes } = await careful();
    expect(codes).toHaveLength(10);
    expect((await send("/login/second", await half(person), { code: codes[0] ?? "" })).status).toBe(303);
  });

  test("that counts has to count on; one with a copy is refused, which is written down", async () => {
    const owner = await careful();
    expect(await comesIn(owner, { counter: 7 })).toBe(303);
    expect(await comesIn(owner, { counter: 8 })).toBe(303);
    for (const counter of [8, 7, 0]) expect(await comesIn(owner, { counter }), `${counter}`).toBe(422);
    const text = `select count(*)::int as count from audit_events
      where action = 'second_factor.refused' and record_id = $1 and detail->>'how' = 'copied'`;
    expect(await app.db.query({ text, values: [owner.person.id] })).toEqual([{ count: 3 }]);
    expect(await comesIn(owner, { counter: 9 })).toBe(303);
  });

  test("that never counts works again and again", async () => {
    const owner = await careful();
    for (let times = 0; times < 3; times++) expect(await comesIn(owner)).toBe(303);
  });
});

describe("nobody comes in", () => {
  test.each<[string, Lie]>([
    ["with an answer that was given to another site", { origin: "https://evil.example" }],
    ["by the name of another site", { rpId: "evil.example" }],
    ["through another port of this machine", { origin: "http://localhost:3001" }],
    ["with an answer meant for making a passkey", { type: "webauthn.create" }],
  ])("%s", async (_, lie) => expect(await comesIn(await careful(), lie)).toBe(422));

  test("with an answer that was used before, or given to a question of somebody else", async () => {
    const [owner, other] = [await careful(), await careful()];
    const [first, second] = [await half(owner.person), await half(owner.person)];
    const answer = owner.key.used(await asked(first));
    expect((await enter(first, answer)).status).toBe(303);
    expect((await enter(second, answer)).status).toBe(422);
    const foreign = await asked(await half(other.person));
    expect((await enter(second, owner.key.used(foreign))).status).toBe(422);
  });

  test("with a question that was made up, or is older than five minutes", async () => {
    const { person, key } = await careful();
    const cookie = await half(person);
    const question = await asked(cookie);
    await app.db.query({ text: "update passkey_challenges set expires_at = now() - interval '1 second'" });
    for (const challenge of [question.challenge, "bWFkZSB1cA"])
      expect((await enter(cookie, key.used({ challenge }))).status).toBe(422);
  });

  test("twice with one question, for two at once", async () => {
    const { person, key } = await careful();
    const [one, two] = [await half(person), await half(person)];
    const answer = key.used(await asked(one));
    const answers = await Promise.all([enter(one, answer), enter(two, answer)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422]);
  });

  test("with the passkey of somebody else, known here or not, also under the name of one's own", async () => {
    const [{ person, key }, other] = [await careful(), await careful()];
    const pretender = authenticator(origin, Buffer.from(key.id, "base64url"));
    for (const foreign of [other.key, authenticator(origin), pretender])
      expect(await comesIn({ person, key: foreign })).toBe(422);
  });

  test.each([
    ["nothing", ""],
    ["what is no JSON", "{"],
    ["an empty answer", "{}"],
    ["a list", "[]"],
    ["null", "null"],
    ["a number for a name", '{"id":7}'],
    ["an endless one", `{"id":"${"x".repeat(30_000)}"}`],
  ])("with %s", async (_, answer) => {
    const { person } = await careful();
    const cookie = await half(person);
    await asked(cookie);
    expect((await enter(cookie, answer)).status).toBe(422);
  });

  test("without a password of just now, and no other site asks for them", async () => {
    const { person } = await careful();
    expect((await send("/login/second/passkey/question", "")).headers.get("Location")).toContain("/login");
    expect((await send("/login/second/passkey", "", { answer: "{}" })).headers.get("Location")).toContain("/login");
    expect((await send("/login/second/passkey/question", await half(person), {}, "cross-site")).status).toBe(403);
  });

  test("by asking for questions without end", async () => {
    const { person } = await careful();
    const cookie = await half(person);
    for (let times = 0; times < 29; times++) await asked(cookie);
    expect((await send("/login/second/passkey/question", cookie)).status).toBe(429);
  });
});

describe("one's own passkeys", () => {
  test("are added with a name, and the session gets another secret", async () => {
    const [person, key] = [await someone(), authenticator(origin)];
    const question = (await (await person.send("/me/second-step/passkey/question")).json()) as { challenge: string };
    const answer = await person.send("/me/second-step/passkey", { answer: key.made(question), name: "My ring" });
    expect([answer.status, (await answer.text()).match(/<code>[a-z2-9]{4}(-[a-z2-9]{4}){3}</g)?.length]).toEqual([
      200, 10,
    ]);
    expect(await factorsOf(person)).toMatchObject([{ kind: "passkey", name: "My ring" }]);
    expect((await person.visit("/me")).status).toBe(303);
    const kept = "select transports from second_factors where user_id = $1";
    expect(await app.db.query({ text: kept, values: [person.id] })).toEqual([{ transports: ["internal"] }]);
  });

  test("are not added for another site, twice, or with somebody else's key", async () => {
    const { person, key } = await careful();
    const other = await someone();
    const question = async () =>
      (await (await other.send("/me/second-step/passkey/question")).json()) as { challenge: string };
    const mine = authenticator(origin);
    const answers = [
      mine.made(await question(), { origin: "https://evil.example" }),
      mine.made({ challenge: "bWFkZSB1cA" }),
      key.made(await question()),
      "{}",
    ];
    for (const answer of answers)
      expect((await other.send("/me/second-step/passkey", { answer, name: "x" })).status).toBe(422);
    expect(await factorsOf(other)).toEqual([]);
    expect(await factorsOf(person)).toHaveLength(1);
  });

  test("need the password of just now, to be added and to be taken away", async () => {
    const { person } = await careful();
    const text = "update sessions set created_at = now() - interval '11 minutes' where user_id = $1";
    const [factor] = await factorsOf(person);
    const end = `/me/second-step/${factor?.id}/end`;
    await app.db.query({ text, values: [person.id] });
    for (const path of ["/me/second-step/passkey/question", "/me/second-step/passkey", end])
      expect((await person.send(path)).headers.get("Location"), path).toContain("again=yes");
    expect((await person.visit("/me/second-step/passkey")).headers.get("Location")).toContain("again=yes");
    await app.db.query({ text: text.replace("- interval '11 minutes'", ""), values: [person.id] });
    await person.send(end);
    expect([await factorsOf(person), await people().secondFactors.codesLeft(person.id)]).toEqual([[], 0]);
  });

  test("are enough where the company demands a second step, and are added on the way in", async () => {
    await people().signInRules.change(system, { secondStep: "everybody" });
    const { person } = await careful();
    expect(await people().secondFactors.after(person.id)).toBe("code");
    const [fresh, key] = [await someone(), authenticator(origin)];
    const cookie = await half(fresh);
    const question = await asked(cookie, "/login/second/passkey/new/question");
    const answer = await send("/login/second/passkey/new", cookie, { answer: key.made(question), next: "/deals" });
    expect([answer.status, (await answer.text()).match(/<code>[a-z2-9]{4}(-[a-z2-9]{4}){3}</g)?.length]).toEqual([
      200, 10,
    ]);
    expect((await fetch(`${app.url}/me`, { redirect: "manual", headers: { cookie: cookieOf(answer) } })).status).toBe(
      200,
    );
  });

  test("are not added on the way in by whoever has a second step already", async () => {
    const { person } = await careful();
    const cookie = await half(person);
    for (const path of ["/login/second/passkey/new/question", "/login/second/passkey/new"])
      expect((await send(path, cookie, { answer: "{}" })).status, path).toBe(403);
  });
});

describe("the address", () => {
  test.each([
    ["https://crm.kolev.example", { id: "crm.kolev.example", origin: "https://crm.kolev.example" }],
    ["https://crm.kolev.example:8443", { id: "crm.kolev.example", origin: "https://crm.kolev.example:8443" }],
    ["http://localhost:3000", { id: "localhost", origin: "http://localhost:3000" }],
    ["http://crm.kolev.example", undefined],
    ["https://192.168.1.10", undefined],
    ["https://[fd00::1]", undefined],
  ])("%s has passkeys of its own, or none", (url, party) => expect(relyingPartyOf(url)).toEqual(party));
});
