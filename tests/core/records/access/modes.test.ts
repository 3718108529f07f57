import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let boat: { id: string; version: number };

const whole = {
  name: "Sea Wind",
  email: "captain@example.com",
  phone: "+359888123456",
  price: { amount: "125000.00", currency: "EUR" },
  rig: "sloop",
  length: "12.5",
};

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  ana = await app.person("sales", { name: "Ana" });
  const input = { ...whole, owner: ana.id };
  boat = (await (await admin.api("POST", "/api/v1/boats", input)).json()) as { id: string; version: number };
  await setAccess(app, "boat", {
    price: { sales: "hidden" },
    phone: { sales: "masked" },
    email: { sales: "masked" },
    rig: { sales: "read" },
    tags: { sales: "hidden", manager: "masked" },
  });
});
afterAll(() => app.stop());

const json = async (answer: Promise<Response>) => (await (await answer).json()) as Record<string, unknown>;
/** An answer without what differs by request. */
const said = async (answer: Promise<Response>, path: string) => {
  const { status } = await answer;
  const text = await (await answer).text();
  return [status, text.replaceAll(path, "…").replace(/"instance":"[^"]*"/, "")];
};
const read = () => json(ana.api("GET", `/api/v1/boats/${boat.id}`));

describe("cases 28 and 29: a hidden field", () => {
  test("is not in what is read", async () => {
    expect(await read()).not.toHaveProperty("price");
    expect(await json(admin.api("GET", `/api/v1/boats/${boat.id}`))).toMatchObject(whole);
  });

  const asked = [
    "filter[FIELD][gte]=1",
    "filter[FIELD][empty]=true",
    "sort=FIELD",
    "sort=-FIELD,name",
    "fields=FIELD",
    "include=FIELD",
  ];
  test.each(asked)("answers %s exactly like a field that does not exist", async (query) => {
    const ask = (name: string) => said(ana.api("GET", `/api/v1/boats?${query.replace("FIELD", name)}`), name);
    expect(await ask("price")).toEqual(await ask("prize"));
    expect((await ask("price"))[0]).toBe(400);
  });

  const disguises = [
    "t.price",
    "boats.price",
    "price as name",
    "PRICE",
    "price\0",
    '"price"',
    "meta->price",
    "price--",
  ];
  const beyond = ["owner.passwordHash", "owner.email", "createdBy.resetToken", "__proto__", "constructor", "xmin"];
  test.each([...disguises, ...beyond])("case 30: is no better known as %j", async (name) => {
    for (const query of asked) {
      const path = `/api/v1/boats?${query.replace("FIELD", encodeURIComponent(name))}`;
      expect((await ana.api("GET", path)).status, query).toBe(400);
      expect((await admin.api("GET", path)).status, query).toBe(400);
    }
  });

  test("is as unknown in a tree of conditions, however deep", async () => {
    const ask = (name: string) =>
      said(
        ana.api("POST", "/api/v1/boats/query", { filter: { not: { or: [{ field: name, op: "notEmpty" }] } } }),
        name,
      );
    expect(await ask("price")).toEqual(await ask("prize"));
  });

  test("is as unknown when it is written", async () => {
    const write = (name: string) => said(ana.api("PATCH", `/api/v1/boats/${boat.id}`, { [name]: null }), name);
    expect(await write("price")).toEqual(await write("prize"));
    const make = (name: string) => said(ana.api("POST", "/api/v1/boats", { name: "New", [name]: null }), name);
    expect(await make("price")).toEqual(await make("prize"));
  });

  test("is in no schema and no document", async () => {
    const schema = JSON.stringify(await json(ana.api("GET", "/api/v1/schemas/boat")));
    const document = (await json(ana.api("GET", "/api/v1/openapi.json"))) as {
      components: { schemas: Record<string, { properties: object }> };
    };
    expect(schema).not.toContain("price");
    expect(Object.keys(document.components.schemas["Boat"]?.properties ?? {})).not.toContain("price");
    expect(Object.keys(document.components.schemas["BoatInput"]?.properties ?? {})).toContain("length");
  });

  test("is kept when others change the record", async () => {
    const answer = await ana.api("PATCH", `/api/v1/boats/${boat.id}`, { length: "13" });
    expect([answer.status, Object.keys((await answer.json()) as object).includes("price")]).toEqual([200, false]);
    expect(await json(admin.api("GET", `/api/v1/boats/${boat.id}`))).toMatchObject({
      price: whole.price,
      length: "13",
    });
  });
});

describe("a masked field", () => {
  test("shows its last two signs and nothing else", async () => {
    expect(await read()).toMatchObject({ phone: "••56", email: "••om" });
  });

  test("may be asked whether it is blank, and nothing more", async () => {
    const ask = async (query: string) => (await ana.api("GET", `/api/v1/boats?${query}`)).status;
    expect(await ask("filter[phone][notEmpty]=true")).toBe(200);
    expect(
      await Promise.all(["filter[phone]=%2B359888123456", "filter[phone][startsWith]=%2B3", "sort=phone"].map(ask)),
    ).toEqual([400, 400, 400]);
  });

  test("is never overwritten by its mask", async () => {
    const answer = await ana.api("PATCH", `/api/v1/boats/${boat.id}`, { phone: "••56" });
    expect(answer.status).toBe(422);
    const back = await admin.api("PATCH", `/api/v1/boats/${boat.id}`, { phone: "••56", email: "••om" });
    expect([
      back.status,
      ((await back.json()) as { errors: { code: string }[] }).errors.map(({ code }) => code),
    ]).toEqual([422, ["masked_value", "masked_value"]]);
    expect(await json(admin.api("GET", `/api/v1/boats/${boat.id}`))).toMatchObject({ phone: whole.phone });
  });
});

describe("a field to read", () => {
  test("is shown, filtered and sorted, and not written", async () => {
    expect(await read()).toMatchObject({ rig: "sloop" });
    expect((await ana.api("GET", "/api/v1/boats?filter[rig]=sloop&sort=rig")).status).toBe(200);
    expect((await ana.api("PATCH", `/api/v1/boats/${boat.id}`, { rig: "ketch" })).status).toBe(422);
  });
});

describe("whoever has several roles", () => {
  test("may what the widest of them may", async () => {
    const lead = await app.person("manager");
    await app.db.query({ text: "insert into user_roles (user_id, role) values ($1, 'sales')", values: [lead.id] });
    await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    await admin.api("PATCH", `/api/v1/boats/${boat.id}`, { owner: lead.id, tags: ["fast"] });
    const seen = await json(lead.api("GET", `/api/v1/boats/${boat.id}`));
    expect(seen).toMatchObject({ price: whole.price, phone: whole.phone, rig: "sloop", tags: "••" });
    await admin.api("PATCH", `/api/v1/boats/${boat.id}`, { owner: ana.id });
  });
});

describe("a change of access", () => {
  test("holds with the next request, and takes itself back", async () => {
    await setAccess(app, "boat", { length: { sales: "hidden" } });
    expect(await read()).not.toHaveProperty("length");
    await setAccess(app, "boat", { length: { sales: "edit" } });
    expect(await read()).toHaveProperty("length");
  });
});
