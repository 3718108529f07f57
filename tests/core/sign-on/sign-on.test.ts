// Signing in by another server: against a real one, which is honest at first and then is not.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "../../../core/kernel/ids.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { type IdentityServer, startIdentityServer, Walker } from "../../support/identity-server.ts";
import { system } from "../../support/people.ts";

const here = "http://localhost:3000";
const id = newId();
let app: TestApp;
let server: IdentityServer;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ env: { TRELLIS_OUTBOUND_ALLOW: "127.0.0.1" } });
  server = await startIdentityServer((one) => `${here}/login/with/${one}/callback`, id);
  admin = await app.person("admin", { name: "Ada" });
  const answer = await admin.send("/settings/sign-in/providers", { id, ...form() });
  expect(answer.headers.get("Location")).toBe("/settings/sign-in");
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(async () => {
  Object.assign(server, { visitor: undefined, lie: undefined, forged: false });
  await app.db.query({ text: "truncate attempts" });
  await people().signInRules.change(system, { secondStep: "nobody", exportConfirmed: false });
  await change({});
});

const people = () => app.get(services.people);
const form = (more: Record<string, string> = {}) => ({
  name: "Kolev & Sons",
  issuer: server.issuer,
  clientId: server.client.clientId,
  secret: server.client.secret,
  domains: "example.com, kolev.example",
  recognises: "on",
  newcomerRole: "",
  ...more,
});
async function change(more: Record<string, string>): Promise<void> {
  const { recognises, ...rest } = form(more);
  await admin.send(`/settings/sign-in/providers/${id}`, recognises === "off" ? rest : { ...rest, recognises });
}

const isHere = (address: string): boolean => address.startsWith(here);
const path = (address: string): string => address.replace(app.url, "").replace(here, "");

/** Away to the other server and back to where it leads, which is not visited yet. */
async function away(walker: Walker, next = "/deals", more = ""): Promise<string> {
  return await walker.walk(`${app.url}/login/with/${id}?next=${encodeURIComponent(next)}${more}`, isHere);
}
/** What we make of somebody who came back. */
const arrive = async (walker: Walker, came: string): Promise<string> =>
  path((await walker.step(app.url + path(came))).headers.get("Location") ?? "");
async function comeIn(walker = new Walker(), next = "/deals"): Promise<string> {
  return await arrive(walker, await away(walker, next));
}
const isIn = async (walker: Walker): Promise<boolean> => (await walker.step(`${app.url}/me`)).status === 200;

const plain = (page: string): string => page.replaceAll("&#x3D;", "=");
const refused = (why: string): string => `/login?refused=${why}&next=%2Fdeals`;
const verified = (person: TestPerson, sub = `sub-${person.id}`) => ({ sub, email: person.email, email_verified: true });
const identities = async (userId: string): Promise<number> => {
  const text = "select 1 from external_identities where user_id = $1";
  return (await app.db.query({ text, values: [userId] })).length;
};

describe("somebody whom the other server knows", () => {
  test("finds the button, is recognised by their address, and comes to where they wanted to go", async () => {
    const ana = await app.person("sales", { name: "Ana" });
    const page = plain(await (await fetch(`${app.url}/login?next=/deals`)).text());
    expect(page).toContain("Sign in with Kolev &amp; Sons");
    expect(page).toContain(`/login/with/${id}?next=%2Fdeals`);
    server.visitor = verified(ana);
    const walker = new Walker();
    expect(await comeIn(walker)).toBe("/deals");
    expect(await isIn(walker)).toBe(true);
    expect(server.asked).toContain("/token");
    const text = "select actor_id from audit_events where action = 'identity.linked' and record_id = $1";
    expect(await app.db.query({ text, values: [ana.id] })).toEqual([{ actor_id: "system:sign-on" }]);
  });

  test("is known by their number there from then on, whatever their address", async () => {
    const ana = await app.person("sales");
    server.visitor = verified(ana);
    await comeIn();
    server.visitor = { sub: server.visitor.sub, email: "married@example.com", email_verified: false };
    expect(await comeIn()).toBe("/deals");
    expect(await identities(ana.id)).toBe(1);
  });

  test("becomes active when they were invited, and stays out when they were switched off", async () => {
    const input = { name: "Ivo", email: "ivo@kolev.example", state: "invited" };
    const { id: ivo } = await app.records.create(system, "user", input);
    server.visitor = { sub: "ivo", email: "IVO@kolev.example", email_verified: true };
    expect(await comeIn()).toBe("/deals");
    expect(await app.records.get(system, "user", ivo)).toMatchObject({ state: "active" });
    await app.records.change(system, "user", ivo, { state: "inactive" });
    expect(await comeIn()).toBe(refused("not_known"));
  });

  test("takes the second step that this company demands", async () => {
    await people().signInRules.change(system, { secondStep: "everybody" });
    server.visitor = verified(await app.person("sales"));
    const walker = new Walker();
    expect(await comeIn(walker)).toBe("/login/second?next=%2Fdeals");
    expect(await isIn(walker)).toBe(false);
  });

  test("is asked for none here where theirs is enough, and signs in there once more before data is taken out", async () => {
    const file = "/deals/export.csv";
    await change({ secondStepThere: "on" });
    await people().signInRules.change(system, { secondStep: "everybody", exportConfirmed: true });
    server.visitor = verified(await app.person("admin"));
    const walker = new Walker();
    expect(await comeIn(walker)).toBe("/deals");
    expect(await isIn(walker)).toBe(true);
    const led = path((await walker.step(app.url + file)).headers.get("Location") ?? "");
    expect(led).toBe(`/me/confirmation?next=${encodeURIComponent(file)}`);
    const again = path((await walker.step(app.url + led)).headers.get("Location") ?? "");
    expect(again).toBe(`/login?again=yes&next=${encodeURIComponent(file)}`);
    expect(await arrive(walker, await away(walker, file, "&again=yes"))).toBe(file);
    expect((await walker.step(app.url + file)).status).toBe(200);
    const provider = await people().providers.get(id);
    await people().providers.change(system, { ...provider, secondStepThere: false }, { secret: "" });
    expect(path((await walker.step(`${app.url}/deals`)).headers.get("Location") ?? "")).toContain("/login/second");
  });

  test("proves it anew there, and lately, where this is demanded here", async () => {
    server.visitor = verified(await app.person("sales"));
    const walker = new Walker();
    await comeIn(walker);
    const login = plain(await (await walker.step(`${app.url}/login?again=yes&next=/me`)).text());
    expect(login).toContain("again=yes");
    const came = await away(walker, "/me", "&again=yes");
    expect(await arrive(walker, came)).toBe("/me");
    server.lie = ({ auth_time: _, ...claims }) => claims;
    expect(await arrive(walker, await away(walker, "/me", "&again=yes"))).toContain("refused=failed");
    server.lie = (claims) => ({ ...claims, auth_time: Number(claims["iat"]) - 3600 });
    expect(await arrive(walker, await away(walker, "/me", "&again=yes"))).toContain("refused=failed");
  });
});

describe("somebody whom nobody here knows", () => {
  test("is refused, and told whom to ask", async () => {
    server.visitor = { sub: "nobody", email: "nobody@example.com", email_verified: true };
    const walker = new Walker();
    expect(await comeIn(walker)).toBe(refused("not_known"));
    expect(await (await walker.step(`${app.url}${refused("not_known")}`)).text()).toContain("Ask your administrator");
    expect(await isIn(walker)).toBe(false);
  });

  test("gets an account with the named role where the company says so, once for two at once", async () => {
    await change({ newcomerRole: "sales" });
    server.visitor = { sub: "new", email: "new@kolev.example", email_verified: true, name: "Nina New" };
    const answers = await Promise.all([comeIn(), comeIn()]);
    expect(answers).toEqual(["/deals", "/deals"]);
    const text =
      "select name, state, array(select role from user_roles where user_id = u.id) as roles from users u where email = $1";
    const values = ["new@kolev.example"];
    expect(await app.db.query({ text, values })).toEqual([{ name: "Nina New", state: "active", roles: ["sales"] }]);
  });
});

describe("nobody is let in", () => {
  const liar = async (lie: IdentityServer["lie"], forged = false): Promise<string> => {
    server.visitor = verified(await app.person("sales"));
    Object.assign(server, { lie, forged });
    return await comeIn();
  };

  test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ["of another issuer", (claims) => ({ ...claims, iss: "https://evil.example" })],
    ["for another program", (claims) => ({ ...claims, aud: "somebody-else" })],
    ["that answers another question", (claims) => ({ ...claims, nonce: "another" })],
    ["without the question", ({ nonce: _, ...claims }) => claims],
    ["that has run out", (claims) => ({ ...claims, exp: Number(claims["iat"]) - 60 })],
  ])("by a token %s", async (_, lie) => expect(await liar(lie)).toBe(refused("failed")));

  test("by a token that another key has signed", async () =>
    expect([await liar((claims) => claims), await liar((claims) => claims, true)]).toEqual([
      "/deals",
      refused("failed"),
    ]));

  test("with an address of elsewhere, one that was not checked, or none", async () => {
    const ana = await app.person("sales");
    await app.records.change(system, "user", ana.id, { email: "ana@elsewhere.example" });
    server.visitor = { sub: "a", email: "ana@elsewhere.example", email_verified: true };
    expect(await comeIn()).toBe(refused("address_not_allowed"));
    server.visitor = { sub: "b" };
    expect(await comeIn()).toBe(refused("address_not_allowed"));
    const bob = await app.person("sales");
    server.visitor = { sub: "c", email: bob.email, email_verified: false };
    expect(await comeIn()).toBe(refused("address_not_verified"));
    server.visitor = { sub: "d", email: bob.email };
    expect(await comeIn()).toBe(refused("address_not_verified"));
    expect(await identities(bob.id)).toBe(0);
  });

  test("as somebody who is here, where addresses are not enough", async () => {
    await change({ recognises: "off", newcomerRole: "sales" });
    server.visitor = verified(await app.person("admin"));
    expect(await comeIn()).toBe(refused("not_known"));
  });

  test("as whoever had this address before", async () => {
    const ana = await app.person("sales");
    server.visitor = verified(ana, "first");
    await comeIn();
    server.visitor = verified(ana, "second");
    expect(await comeIn()).toBe(refused("not_known"));
  });

  test("with what was meant for another browser, twice, or after ten minutes", async () => {
    server.visitor = verified(await app.person("sales"));
    const [walker, victim] = [new Walker(), new Walker()];
    const came = await away(walker);
    expect(await arrive(victim, came)).toBe("/login?refused=late&next=%2F");
    await away(victim);
    expect(await arrive(victim, came)).toBe(refused("failed"));
    expect(await arrive(walker, came)).toBe("/deals");
    expect(await arrive(new Walker(), came)).toContain("refused=late");
    const late = new Walker();
    const stale = await away(late);
    const departure = await people().departures.open(/departure=([^;]+)/.exec(late.cookies(app.url))?.[1] ?? "");
    expect(departure).toMatchObject({ provider: id, next: "/deals" });
    expect(await people().departures.open("bWFkZSB1cA")).toBeUndefined();
    const state = new URL(stale);
    state.searchParams.set("state", "another");
    expect(await arrive(late, state.href)).toBe(refused("failed"));
  });

  test("who cancels there; what happened stands in the trail", async () => {
    expect(await comeIn()).toBe(refused("failed"));
    const text = "select detail from audit_events where action = 'sign_in.failed' order by at desc limit 1";
    const [line] = await app.db.query<{ detail: { provider: string; why: string } }>({ text });
    expect(line?.detail).toMatchObject({ provider: "Kolev & Sons" });
    expect(line?.detail.why).toMatch(/^failed: /);
  });

  test.each(["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])(
    "to %s afterwards",
    async (next) => {
      server.visitor = verified(await app.person("sales"));
      expect(await comeIn(new Walker(), next)).toBe("/");
    },
  );
});

describe("the question that somebody is sent away with", () => {
  test("has PKCE, a state and a nonce, is new each time, and leaves the database as it was", async () => {
    const ask = async () =>
      new URL((await fetch(`${app.url}/login/with/${id}`, { redirect: "manual" })).headers.get("Location") ?? "");
    const [one, two] = [await ask(), await ask()];
    expect(one.origin).toBe(server.issuer);
    expect(Object.fromEntries(one.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${here}/login/with/${id}/callback`,
    });
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect((one.searchParams.get(name) ?? "").length, name).toBeGreaterThan(40);
      expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name));
    }
  });
});

describe("what an administrator says about it", () => {
  const save = (more: Record<string, string>, as = admin) =>
    as.send("/settings/sign-in/providers", { id: newId(), ...form({ name: "Another", ...more }) });

  test.each<[string, Record<string, string>, string]>([
    ["an address without https", { issuer: "http://login.example.com" }, "https"],
    ["an address with more behind it", { issuer: "https://login.example.com/?a=1" }, "https"],
    ["an address of our own network", { issuer: "https://192.168.1.1" }, "internal network"],
    ["no domain", { domains: " , " }, "at least one domain"],
    ["no secret", { secret: "" }, "This is needed"],
    ["administrators for everybody", { newcomerRole: "admin" }, "option"],
  ])("is refused with %s, and says why", async (_, more, sentence) => {
    const answer = await save(more);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(sentence);
  });

  test("is refused where nothing like that answers", async () => {
    const answer = await save({ issuer: `${server.issuer}/elsewhere` });
    expect([answer.status, (await answer.text()).includes("no server for signing in")]).toEqual([422, true]);
  });

  test("keeps the secret sealed, and shows it to nobody", async () => {
    const page = await (await admin.visit(`/settings/sign-in/providers/${id}`)).text();
    expect(page).toContain(server.issuer);
    expect(page).not.toContain(server.client.secret);
    const rows = await app.db.query({
      text: "select encode(secret_sealed, 'escape') as sealed from identity_providers",
    });
    expect(JSON.stringify(rows)).not.toContain(server.client.secret);
    await change({ secret: "", name: "Renamed" });
    expect(await people().providers.secretOf(id)).toBe(server.client.secret);
  });

  test("is said by administrators alone, with the password of just now", async () => {
    const manager = await app.person("manager");
    expect((await save({}, manager)).status).toBe(403);
    expect((await manager.visit(`/settings/sign-in/providers/${id}`)).status).toBe(403);
    const old = await app.person("admin");
    const text = "update sessions set created_at = now() - interval '11 minutes' where user_id = $1";
    await app.db.query({ text, values: [old.id] });
    expect((await save({}, old)).headers.get("Location")).toContain("again=yes");
  });

  test("ends somebody's way in, and a removed server is the way of nobody", async () => {
    const ana = await app.person("sales");
    server.visitor = verified(ana);
    await comeIn();
    await admin.send(`/settings/sign-in/providers/${id}/people/${ana.id}/end`);
    expect(await identities(ana.id)).toBe(0);
    const [other, made] = [newId(), form({ name: "Other" })];
    await admin.send("/settings/sign-in/providers", { id: other, ...made });
    expect((await admin.send("/settings/sign-in/providers", { id: other, ...made })).status).toBe(422);
    await admin.send(`/settings/sign-in/providers/${other}/removal`);
    expect((await fetch(`${app.url}/login/with/${other}`)).status).toBe(404);
  });

  test("to another server forgets whom the one before knew", async () => {
    const ana = await app.person("sales");
    server.visitor = verified(ana);
    await comeIn();
    const provider = await people().providers.get(id);
    await people().providers.change(admin.actor, { ...provider, issuer: "https://other.example" }, { secret: "" });
    expect(await identities(ana.id)).toBe(0);
  });
});
