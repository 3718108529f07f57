// Webhooks: what other systems are told, as Standard Webhooks, in order, and no more than whoever made them may see.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { system } from "../../support/people.ts";
import { until } from "../../support/until.ts";

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let app: TestApp;
let admin: TestPerson;
let receiver: Server;
let base: string;
let heard: Heard[] = [];
let answers: Record<string, (number | "silent")[]> = {};

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      const path = request.url ?? "";
      heard.push({ path, headers: request.headers, body });
      const queue = answers[path] ?? [];
      const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? 200;
      if (answer !== "silent") response.writeHead(answer).end("CANARY-of-the-other-side");
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  app = await startTestApp({ background: true, env: { TRELLIS_OUTBOUND_ALLOW: "127.0.0.1" } });
  admin = await app.person("admin", { name: "Ada" });
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await app.stop();
});
afterEach(async () => {
  await app.db.query({ text: "delete from webhooks" });
  heard = [];
  answers = {};
});

async function made(path: string, topics: readonly string[] = ["company.*"]): Promise<{ id: string; secret: string }> {
  const answer = await admin.api("POST", "/api/v1/webhooks", { url: base + path, topics });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: string; secret: string };
}

const company = async (name: string): Promise<string> =>
  (await app.records.create(admin.actor, "company", { name })).id;

const at = (path: string): Heard[] => heard.filter((one) => one.path === path);
const dataOf = ({ body }: Heard) =>
  JSON.parse(body) as { type: string; sequence: number; data: { id: string; after: { name: string } } };

const deliveries = async (id: string): Promise<Record<string, unknown>[]> => {
  const answer = await admin.api("GET", `/api/v1/webhooks/${id}/deliveries`);
  return ((await answer.json()) as { data: Record<string, unknown>[] }).data;
};

async function hurry(): Promise<void> {
  await app.db.query({ text: "update webhook_deliveries set due_at = now() where state = 'waiting'" });
  await app.get(services.webhooks).fanOut.sweep();
}

describe("a webhook", () => {
  test("is told what happened, signed so that the receiver's own library believes it", async () => {
    const { secret } = await made("/signed");
    const id = await company("Kolev");
    const [message] = await until(async () => at("/signed").length > 0 && at("/signed"));
    const { body, headers } = message as Heard;
    const proven = new Webhook(secret).verify(body, headers as Record<string, string>) as ReturnType<typeof dataOf>;
    expect(proven).toMatchObject({
      type: "company.created",
      sequence: 1,
      data: { kind: "company", id, version: 1, actorId: admin.id, after: { name: "Kolev" } },
    });
  });

  test("is not believed when a word of it, or its time, is another (case 84)", async () => {
    const { secret } = await made("/bent");
    await company("Bent");
    const [message] = await until(async () => at("/bent").length > 0 && at("/bent"));
    const { body, headers } = message as Heard;
    const plain = headers as Record<string, string>;
    const check = new Webhook(secret);
    expect(() => check.verify(body.replace("Bent", "Bend"), plain)).toThrow();
    expect(() => check.verify(body, { ...plain, "webhook-id": "msg_other" })).toThrow();
    expect(() => check.verify(body, { ...plain, "webhook-timestamp": String(Date.now() / 1_000 - 3_600) })).toThrow();
  });

  test("has two signatures for a day after its secret was renewed", async () => {
    const { id, secret } = await made("/renewed");
    const answer = await admin.api("POST", `/api/v1/webhooks/${id}/secret`);
    const { secret: newer } = (await answer.json()) as { secret: string };
    await company("Twice");
    const [message] = await until(async () => at("/renewed").length > 0 && at("/renewed"));
    const { body, headers } = message as Heard;
    for (const one of [secret, newer]) new Webhook(one).verify(body, headers as Record<string, string>);
    expect(newer).not.toBe(secret);
    const kept = JSON.stringify(await app.db.query({ text: "select * from webhooks" }));
    const shown = await (await admin.visit(`/settings/webhooks/${id}`)).text();
    for (const one of [secret, newer]) expect(kept + shown).not.toContain(one.slice(6));
  });

  test("hears of what it wants alone, once each, in order", async () => {
    const { id } = await made("/order", ["company.changed"]);
    const first = await company("One");
    for (const name of ["Two", "Three", "Four"]) await app.records.change(admin.actor, "company", first, { name });
    await until(async () => at("/order").length >= 3);
    expect(at("/order").map((one) => [dataOf(one).sequence, dataOf(one).data.after.name])).toEqual([
      [1, "Two"],
      [2, "Three"],
      [3, "Four"],
    ]);
    expect((await deliveries(id)).map(({ state, status }) => [state, status])).toEqual(
      Array.from({ length: 3 }, () => ["delivered", 200]),
    );
  });
});

describe("an address", () => {
  test.each([
    ["http://169.254.169.254/latest", "outbound.internal_address"],
    ["http://2130706433:1/", "sent"],
    ["ftp://example.com/", "outbound.bad_address"],
    ["https://a:b@example.com/", "outbound.password_in_address"],
  ])("%s is judged when it is saved: %s", async (url, code) => {
    const answer = await admin.api("POST", "/api/v1/webhooks", { url, topics: ["*"] });
    if (code === "sent") return expect(answer.status).toBe(201);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/url", code }] });
  });

  test("that has become internal since is refused when it is called", async () => {
    const { id } = await made("/later");
    await app.db.query({ text: "update webhooks set url = 'http://10.0.0.1/x' where id = $1", values: [id] });
    await company("Later");
    const [line] = await until(async () => {
      const found = await deliveries(id);
      return found[0]?.["tries"] === 1 && found;
    });
    expect(line).toMatchObject({ state: "waiting", status: null, error: "outbound.internal_address" });
  });

  test("is asked for with events that there are", async () => {
    const answer = await admin.api("POST", "/api/v1/webhooks", { url: base, topics: ["ship.sailed", "company.eaten"] });
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/topics" }, { pointer: "/topics" }] });
  });
});

describe("a receiver that fails", () => {
  test("gets the same again under the same id, and the next ones wait for it", async () => {
    answers["/again"] = [500, 200];
    const { id } = await made("/again", ["company.created"]);
    await company("First");
    await until(async () => (await deliveries(id))[0]?.["tries"] === 1);
    await company("Second");
    await until(async () => (await deliveries(id)).length === 2);
    await hurry();
    await until(async () => at("/again").length >= 3);
    const ids = at("/again").map(({ headers }) => headers["webhook-id"]);
    expect(ids[0]).toBe(ids[1]);
    expect(at("/again").map((one) => dataOf(one).data.after.name)).toEqual(["First", "First", "Second"]);
  });

  test("and refuses one event three times holds up the others no longer", async () => {
    answers["/poison"] = [400, 400, 400, 200];
    const { id } = await made("/poison", ["company.created"]);
    await company("Poison");
    await company("Good");
    for (let tries = 1; tries < 3; tries++) {
      await until(async () => (await deliveries(id)).some((one) => one["tries"] === tries));
      await hurry();
    }
    await until(async () => (await deliveries(id)).every(({ state }) => state !== "waiting"));
    const states = (await deliveries(id)).toSorted((a, b) => Number(a["sequence"]) - Number(b["sequence"]));
    expect(states.map(({ state, status }) => [state, status])).toEqual([
      ["failed", 400],
      ["delivered", 200],
    ]);
    const again = await admin.api("POST", `/api/v1/webhooks/${id}/replays`, {});
    expect(await again.json()).toEqual({ count: 1 });
    await until(async () => (await deliveries(id)).every(({ state }) => state === "delivered"));
  });

  test("and says 410 is told nothing any more", async () => {
    answers["/gone"] = [410];
    const { id } = await made("/gone");
    await company("Gone");
    const row = await until(async () => {
      const found = (await (await admin.api("GET", `/api/v1/webhooks/${id}`)).json()) as { state: string };
      return found.state === "off" && found;
    });
    expect(row).toMatchObject({ state: "off", offReason: "gone" });
  });

  test("for good is switched off, and whose it is can have it back", async () => {
    answers["/dead"] = [500];
    const { id } = await made("/dead");
    await company("Dead");
    await until(async () => (await deliveries(id))[0]?.["tries"] === 1);
    await app.db.query({ text: "update webhook_deliveries set tries = 9" });
    await hurry();
    await until(async () => {
      const found = (await (await admin.api("GET", `/api/v1/webhooks/${id}`)).json()) as { offReason: string };
      return found.offReason === "failing";
    });
    answers["/dead"] = [200];
    await admin.api("PATCH", `/api/v1/webhooks/${id}`, { state: "on" });
    await admin.api("POST", `/api/v1/webhooks/${id}/replays`, {});
    await until(async () => (await deliveries(id)).every(({ state }) => state === "delivered"));
  });

  test("with ten thousand events holds up nobody else (case 85)", async () => {
    answers["/slow"] = ["silent"];
    const { id } = await made("/slow", ["company.created"]);
    await app.db.query({
      text: `with last as (update webhooks set sequence = 10000 where id = $1 returning id)
        insert into webhook_deliveries (id, webhook_id, sequence, event_id, topic)
        select gen_random_uuid(), last.id, n, '1.' || n, 'company.created' from last, generate_series(1, 10000) n`,
      values: [id],
    });
    const history = await app.db.query<{ place: string }>({
      text: "select xid || '.' || seq as place from changes limit 1",
    });
    await app.db.query({
      text: "update webhook_deliveries set event_id = $1 where sequence = 1",
      values: [history[0]?.place],
    });
    await app.get(services.webhooks).fanOut.sweep();
    await made("/quick", ["company.created"]);
    const began = performance.now();
    await company("Quick");
    await until(async () => at("/quick").length === 1);
    expect(performance.now() - began).toBeLessThan(90_000);
    expect(at("/slow").length).toBeLessThan(10);
  });

  test("leaves none of its words in the log", async () => {
    const { id } = await made("/words");
    await company("Words");
    await until(async () => (await deliveries(id))[0]?.["state"] === "delivered");
    expect(JSON.stringify(await app.db.query({ text: "select * from webhook_deliveries" }))).not.toContain("CANARY");
  });
});

describe("what is told", () => {
  test("is what its owner may see at the moment of sending: no hidden field, no record out of reach", async () => {
    const owner = await app.person("admin", { name: "Owen" });
    const { id } = await made("/limited", ["deal.*", "company.*"]);
    await app.db.query({ text: "update webhooks set owner_id = $1 where id = $2", values: [owner.id, id] });
    await app.db.query({ text: "insert into roles (id, name, position) values ('clerk', 'Clerk', 90)" });
    await app.grant("clerk", "webhooks.change", "all");
    await app.grant("clerk", "companies.read", "own");
    await app.db.query({ text: "insert into field_access values ('company', 'city', 'clerk', 'hidden')" });
    await app.db.query({ text: "update user_roles set role = 'clerk' where user_id = $1", values: [owner.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1" });
    await app.get(services.definitions).refresh();
    await app.records.create(system, "company", {
      name: "CANARY of somebody else",
      owner: admin.id,
    });
    const own = await app.records.create(system, "company", { name: "Own", owner: owner.id, city: "CANARY-vat" });
    await until(async () => (await deliveries(id)).filter(({ state }) => state !== "waiting").length === 2);
    expect(at("/limited").map((one) => dataOf(one).data.id)).toEqual([own.id]);
    expect(JSON.stringify(heard)).not.toContain("CANARY");
    expect(dataOf(at("/limited")[0] as Heard).data.after).toMatchObject({ name: "Own" });
    expect((await deliveries(id)).filter(({ state }) => state === "skipped")).toHaveLength(1);
  });

  test("is nothing any more once its owner is switched off", async () => {
    const owner = await app.person("admin", { name: "Leaver" });
    const { id } = await made("/leaver");
    await app.db.query({ text: "update webhooks set owner_id = $1", values: [owner.id] });
    await app.db.query({ text: "update users set state = 'inactive' where id = $1", values: [owner.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    await company("Leaver Ltd");
    await until(async () => {
      const found = (await (await admin.api("GET", `/api/v1/webhooks/${id}`)).json()) as { offReason: string };
      return found.offReason === "owner";
    });
    expect(at("/leaver")).toEqual([]);
  });

  test("waits while it is paused, and comes in order afterwards", async () => {
    const { id } = await made("/paused", ["company.created"]);
    await admin.api("PATCH", `/api/v1/webhooks/${id}`, { state: "paused" });
    await company("P1");
    await company("P2");
    await until(async () => (await deliveries(id)).length === 2);
    expect(at("/paused")).toEqual([]);
    await admin.api("PATCH", `/api/v1/webhooks/${id}`, { state: "on" });
    await until(async () => at("/paused").length === 2);
    expect(at("/paused").map((one) => dataOf(one).data.after.name)).toEqual(["P1", "P2"]);
  });

  test("is put down twice by nobody, although events come at least once", async () => {
    const { id } = await made("/once", ["company.created"]);
    await company("Once");
    await until(async () => (await deliveries(id)).length === 1);
    const [line] = await app.db.query<{ place: string; record_id: string }>({
      text: "select xid || '.' || seq as place, record_id from changes order by xid desc, seq desc limit 1",
    });
    const event = { id: line?.place ?? "", topic: "company.created", kind: "company", recordId: line?.record_id ?? "" };
    const rest = { version: 1, before: null, after: null, actorId: "x", at: new Date().toISOString() };
    await app.get(services.webhooks).fanOut.take({ ...event, ...rest });
    expect(await deliveries(id)).toHaveLength(1);
  });
});

describe("the pages", () => {
  test("make one, show its secret once, test it, and take it away", async () => {
    const page = await admin.send("/settings/webhooks", { url: `${base}/page`, topics: "company.*" });
    const text = await page.text();
    const secret = /whsec_[\w+/]+/.exec(text)?.[0] ?? "";
    expect(page.status).toBe(200);
    const path = /\/settings\/webhooks\/[0-9a-f-]{36}/.exec(text)?.[0] ?? "";
    expect(secret.length).toBeGreaterThan(40);
    expect(await (await admin.visit(path)).text()).not.toContain(secret);
    await admin.send(`${path}/pings`);
    expect(dataOf(at("/page")[0] as Heard).type).toBe("webhook.ping");
    expect(await (await admin.visit(path)).text()).toContain("webhook.ping");
    expect((await admin.send(`${path}/removal`)).status).toBe(303);
    expect((await admin.visit(path)).status).toBe(404);
  });

  test("show what is wrong beside its box", async () => {
    const page = await admin.send("/settings/webhooks", { url: "http://10.0.0.1/", topics: "nonsense" });
    expect(page.status).toBe(422);
    expect(await page.text()).toContain("10.0.0.1 lies in an internal network");
  });

  test("are for those alone who may", async () => {
    const seller = await app.person("sales");
    expect((await seller.visit("/settings/webhooks")).status).toBe(403);
    expect((await seller.api("GET", "/api/v1/webhooks")).status).toBe(403);
    expect((await seller.api("POST", "/api/v1/webhooks", { url: base, topics: ["*"] })).status).toBe(403);
  });
});
