// Servers for signing in over REST: what a program says of them, and what it never hears.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "../../../core/kernel/ids.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { type IdentityServer, startIdentityServer } from "../../support/identity-server.ts";

let app: TestApp;
let server: IdentityServer;
let admin: TestPerson;
beforeAll(async () => {
  app = await startTestApp({ env: { TRELLIS_OUTBOUND_ALLOW: "127.0.0.1" } });
  const id = newId();
  server = await startIdentityServer(() => `http://localhost:3000/login/with/${id}/callback`, id);
  admin = await app.person("admin");
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(async () => {
  await app.db.query({ text: "delete from identity_providers" });
});

const PATH = "/api/v1/identity-providers";
const providers = () => app.get(services.people).providers;
const kolev = (more: object = {}) => ({
  name: "Kolev & Sons",
  issuer: server.issuer,
  clientId: server.client.clientId,
  secret: server.client.secret,
  domains: ["Example.com"],
  ...more,
});
interface Told {
  readonly id: string;
  readonly version: number;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}
async function made(more: object = {}): Promise<string> {
  const answer = await admin.api("POST", PATH, kolev(more));
  expect(answer.status).toBe(201);
  return ((await answer.json()) as Told).id;
}
const read = async (answer: Response): Promise<Told> => (await answer.json()) as Told;
const change = (id: string, said: object, version = '"v1"') =>
  admin.api("PATCH", `${PATH}/${id}`, said, { "If-Match": version });

describe("a program", () => {
  test("adds a server, under the id that the other side was told before, and hears its secret never", async () => {
    const id = newId();
    const answer = await admin.api("POST", PATH, kolev({ id }));
    expect([answer.status, answer.headers.get("Location"), answer.headers.get("ETag")]).toEqual([
      201,
      `${PATH}/${id}`,
      '"v1"',
    ]);
    const { secret: _, ...rest } = kolev({ domains: ["example.com"] });
    const whole = { ...rest, recognises: true, newcomerRole: null, secondStepThere: false, version: 1 };
    expect(await answer.json()).toEqual({ ...whole, id, callback: `http://localhost:3000/login/with/${id}/callback` });
    for (const path of [PATH, `${PATH}/${id}`])
      expect(await (await admin.api("GET", path)).text(), path).not.toContain(server.client.secret);
    expect(await providers().secretOf(id)).toBe(server.client.secret);
    expect(await (await fetch(`${app.url}/login`)).text()).toContain("Kolev &amp; Sons");
    expect((await admin.api("POST", PATH, kolev({ id, name: "Other" }))).status).toBe(409);
  });

  test("changes what it names at the version it read; the rest stays, the secret too", async () => {
    const id = await made();
    expect((await admin.api("PATCH", `${PATH}/${id}`, { domains: ["a.example"] })).status).toBe(428);
    const answer = await change(id, { domains: ["a.example"], secondStepThere: true });
    expect([answer.status, answer.headers.get("ETag")]).toEqual([200, '"v2"']);
    expect(await answer.json()).toMatchObject({ name: "Kolev & Sons", domains: ["a.example"], secondStepThere: true });
    const late = await change(id, { domains: ["b.example"] });
    expect([late.status, await late.json()]).toMatchObject([412, { current: { domains: ["a.example"], version: 2 } }]);
    expect(await providers().secretOf(id)).toBe(server.client.secret);
    expect((await change(id, { secret: "another" }, "*")).status).toBe(200);
    expect(await providers().secretOf(id)).toBe("another");
  });

  test("removes one at the version it read", async () => {
    const id = await made();
    const remove = (version: string) => admin.api("DELETE", `${PATH}/${id}`, undefined, { "If-Match": version });
    expect((await admin.api("DELETE", `${PATH}/${id}`)).status).toBe(428);
    expect((await remove('"v7"')).status).toBe(412);
    expect((await remove('"v1"')).status).toBe(204);
    expect((await admin.api("GET", `${PATH}/${id}`)).status).toBe(404);
    const text = "select count(*)::int as count from audit_events where action = 'provider.removed' and actor_id = $1";
    expect(await app.db.query({ text, values: [admin.id] })).toEqual([{ count: 1 }]);
  });

  test.each<[string, object, readonly string[]]>([
    ["no secret", { secret: "" }, ["/secret"]],
    ["no name and no domain", { name: " ", domains: [] }, ["/name", "/domains"]],
    ["administrators for everybody", { newcomerRole: "admin" }, ["/newcomerRole"]],
    ["an address of our own network", { issuer: "https://192.168.1.1" }, ["/issuer"]],
  ])("is refused with %s, at its place", async (_, more, places) => {
    const answer = await admin.api("POST", PATH, kolev(more));
    expect(answer.status).toBe(422);
    expect((await read(answer)).errors?.map(({ pointer }) => pointer)).toEqual(places);
    expect(await providers().list()).toEqual([]);
  });

  test("is refused with a name that is taken, and with what is no such thing", async () => {
    await made();
    expect((await read(await admin.api("POST", PATH, kolev({ name: "kolev & sons" })))).errors).toMatchObject([
      { pointer: "/name", code: "sign_on.name_taken" },
    ]);
    for (const said of [{ ...kolev(), tenant: 1 }, kolev({ domains: "a.example" }), kolev({ id: "x" })])
      expect(await read(await admin.api("POST", PATH, said))).toMatchObject({ code: "sign_on.bad_request" });
  });

  test("names two at once alike: one of them gets the name", async () => {
    const ids = [await made({ name: "One" }), await made({ name: "Two" })];
    const answers = await Promise.all(ids.map((id) => change(id, { name: "Both" })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });

  test("shows no other server the secret of the one before", async () => {
    const id = await made();
    server.asked.length = 0;
    const answer = await change(id, { issuer: `${server.issuer}/` });
    expect((await read(answer)).errors).toMatchObject([{ pointer: "/secret", code: "sign_on.secret_again" }]);
    expect(server.asked).toEqual([]);
    expect(await providers().get(id)).toMatchObject({ issuer: server.issuer, version: 1 });
  });

  test("may do it with the right for it and a token for it, and nobody else", async () => {
    const id = await made();
    const manager = await app.person("manager");
    const { token } = await app
      .get(services.people)
      .tokens.create(admin.id, { name: "deals", scopes: ["deals:write"] });
    const ways = [
      ["GET", PATH],
      ["POST", PATH],
      ["GET", `${PATH}/${id}`],
      ["PATCH", `${PATH}/${id}`],
      ["DELETE", `${PATH}/${id}`],
    ] as const;
    for (const [method, path] of ways) {
      const headers = { "If-Match": "*", Authorization: `Bearer ${token}` };
      const body = method === "POST" ? kolev({ name: "Other" }) : method === "PATCH" ? { name: "Other" } : undefined;
      expect((await manager.api(method, path, body, { "If-Match": "*" })).status, `${method} ${path}`).toBe(403);
      expect((await admin.api(method, path, body, headers)).status, `${method} ${path} by its token`).toBe(403);
    }
    expect(await providers().list()).toMatchObject([{ id, name: "Kolev & Sons", version: 1 }]);
  });
});
