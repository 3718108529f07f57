// Servers for signing in as part of the configuration: what is written out, planned and applied, and what never is.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Invalid } from "../../../core/kernel/errors.ts";
import type { Json } from "../../../core/kernel/json.ts";
import { newId } from "../../../core/kernel/ids.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { type IdentityServer, startIdentityServer } from "../../support/identity-server.ts";
import { system } from "../../support/people.ts";

let app: TestApp;
let server: IdentityServer;
beforeAll(async () => {
  app = await startTestApp({ env: { TRELLIS_OUTBOUND_ALLOW: "127.0.0.1" } });
  const id = newId();
  server = await startIdentityServer(() => `http://localhost:3000/login/with/${id}/callback`, id);
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(async () => {
  await app.db.query({ text: "delete from identity_providers" });
});

const configuration = () => app.get(services.configuration);
const providers = () => app.get(services.people).providers;
const kolev = (more: object = {}) => ({
  issuer: server.issuer,
  clientId: server.client.clientId,
  domains: ["example.com"],
  secret: server.client.secret,
  ...more,
});
const document = (items: object, rest: object = {}) => ({
  format: "trellis-configuration/1",
  ...rest,
  identityProviders: items,
});
const apply = async (said: object, prune = false): Promise<number> =>
  await configuration().apply(system, said, { prune, told: () => undefined });
const exported = async () => (await configuration().export())["identityProviders"] as Record<string, Json>;
async function problemsOf(said: object): Promise<readonly (readonly [string, string])[]> {
  const refused = await configuration()
    .plan(said)
    .catch((error: unknown) => error);
  if (!(refused instanceof Invalid)) throw new Error("The plan was not refused");
  return refused.problems.map(({ pointer, code }) => [pointer, code]);
}

describe("a server for signing in", () => {
  test("is made once by a document that says little, and applied twice nothing changes", async () => {
    const said = document({ Kolev: kolev() });
    expect((await configuration().plan(said)).steps).toMatchObject([
      { section: "identityProviders", grade: "safe", difference: { action: "create", name: "Kolev" } },
    ]);
    expect(await apply(said)).toBe(1);
    expect(await apply(said)).toBe(0);
    const [made] = await providers().list();
    expect(made).toMatchObject({ name: "Kolev", recognises: true, newcomerRole: null, secondStepThere: false });
    expect(await providers().secretOf(made?.id ?? "")).toBe(server.client.secret);
    expect(await apply(document({ Kolev: { ...kolev(), domains: ["@Example.com"] } }))).toBe(0);
  });

  test("is written out without its secret, and applied where it comes from changes nothing", async () => {
    await apply(document({ Kolev: kolev({ newcomerRole: "sales", secondStepThere: true }) }));
    const { secret: _, ...rest } = kolev({ newcomerRole: "sales", recognises: true, secondStepThere: true });
    expect(await exported()).toEqual({ Kolev: rest });
    const whole = await configuration().export();
    expect(JSON.stringify(whole)).not.toContain(server.client.secret);
    expect(await configuration().plan(whole)).toEqual({ steps: [], leftAlone: [] });
  });

  test("that is new where the document is applied has to be given its secret, which the plan says", async () => {
    const { secret: _, ...rest } = kolev();
    expect(await problemsOf(document({ Kolev: rest }))).toEqual([
      ["/identityProviders/Kolev/secret", "sign_on.secret_unsaid"],
    ]);
    expect(await exported()).toEqual({});
  });

  test("gets another secret by a document, and no plan shows either", async () => {
    await apply(document({ Kolev: kolev() }));
    const said = document({ Kolev: kolev({ secret: "quite another" }) });
    const plan = await configuration().plan(said);
    expect(plan.steps).toMatchObject([{ grade: "safe", difference: { action: "change", after: { secret: "…" } } }]);
    expect(JSON.stringify(plan)).not.toContain("quite another");
    expect(await apply(said)).toBe(1);
    expect(await apply(said)).toBe(0);
    const [one] = await providers().list();
    expect([await providers().secretOf(one?.id ?? ""), one?.version]).toEqual(["quite another", 2]);
    const text = "select detail::text as detail from audit_events where action like 'provider.%'";
    expect(JSON.stringify(await app.db.query({ text }))).not.toContain("quite another");
  });

  test("whose door changes may keep somebody out, and is removed only where the document is everything", async () => {
    await apply(document({ Kolev: kolev(), Other: kolev() }));
    const wider = await configuration().plan(document({ Kolev: kolev({ domains: ["example.org"] }), Other: kolev() }));
    expect(wider.steps).toMatchObject([{ grade: "breaking", difference: { name: "Kolev" } }]);
    expect(await configuration().plan(document({ Kolev: {} }))).toEqual({
      steps: [],
      leftAlone: ["identityProviders/Other"],
    });
    const pruned = await configuration().plan(document({ Kolev: {} }), { prune: true });
    expect(pruned.steps).toMatchObject([{ grade: "destructive", difference: { action: "remove", name: "Other" } }]);
    expect(await apply(document({ Kolev: {} }), true)).toBe(1);
    expect(Object.keys(await exported())).toEqual(["Kolev"]);
  });

  test("may make newcomers what a role of the same document says", async () => {
    const roles = { guest: { name: "Guest", position: 50, grants: {} } };
    expect(await apply(document({ Kolev: kolev({ newcomerRole: "guest" }) }, { roles }))).toBe(2);
    expect(await exported()).toMatchObject({ Kolev: { newcomerRole: "guest" } });
  });
});

describe("a document is refused with the place of each mistake", () => {
  test.each<[string, () => object, string, string]>([
    ["a member nobody knows", () => ({ Kolev: kolev({ tenant: "x" }) }), "/Kolev", "configuration.bad_item"],
    [
      "domains that are no list",
      () => ({ Kolev: kolev({ domains: "example.com" }) }),
      "/Kolev",
      "configuration.bad_item",
    ],
    ["a name with blanks around it", () => ({ " Kolev": kolev() }), "/ Kolev", "configuration.bad_name"],
    ["no domain", () => ({ Kolev: kolev({ domains: [] }) }), "/Kolev/domains", "sign_on.domains"],
    [
      "administrators for everybody",
      () => ({ Kolev: kolev({ newcomerRole: "admin" }) }),
      "/Kolev/newcomerRole",
      "not_an_option",
    ],
    [
      "an address without https",
      () => ({ Kolev: kolev({ issuer: "http://login.example.com" }) }),
      "/Kolev/issuer",
      "sign_on.issuer_address",
    ],
    [
      "an address where nothing answers",
      () => ({ Kolev: kolev({ issuer: `${server.issuer}/nowhere` }) }),
      "/Kolev/issuer",
      "sign_on.no_issuer",
    ],
  ])("with %s", async (_, items, place, code) => {
    expect(await problemsOf(document(items()))).toEqual([[`/identityProviders${place}`, code]]);
    expect(await exported()).toEqual({});
  });

  test("with another address without another secret: the one of before is shown to nobody else", async () => {
    await apply(document({ Kolev: kolev() }));
    server.asked.length = 0;
    const { secret: _, ...rest } = kolev({ issuer: `${server.issuer}/` });
    expect(await problemsOf(document({ Kolev: rest }))).toEqual([
      ["/identityProviders/Kolev/secret", "sign_on.secret_again"],
    ]);
    expect(server.asked).toEqual([]);
  });

  test("by whoever may not say by which servers people sign in", async () => {
    const manager = await app.person("manager");
    const options = { told: () => undefined };
    await expect(configuration().apply(manager.actor, document({ Kolev: kolev() }), options)).rejects.toMatchObject({
      code: "security.not_allowed",
    });
    expect(await exported()).toEqual({});
  });
});
