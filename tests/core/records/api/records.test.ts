import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("sales", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris" });
});
afterAll(() => app.stop());

const create = async (body: object) =>
  (await (await ana.api("POST", "/api/v1/boats", body)).json()) as { id: string; version: number };

describe("a record over REST", () => {
  test("is created, read, changed, put into the trash and taken out", async () => {
    const answer = await ana.api("POST", "/api/v1/boats", {
      name: "Sea Wind",
      price: { amount: "10", currency: "EUR" },
    });
    const made = (await answer.json()) as { id: string };
    expect([answer.status, answer.headers.get("etag"), answer.headers.get("location")]).toEqual([
      201,
      '"v1"',
      `/api/v1/boats/${made.id}`,
    ]);

    const path = `/api/v1/boats/${made.id}`;
    const changed = await ana.api("PATCH", path, { rig: "sloop" }, { "If-Match": '"v1"' });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"v2"']);
    expect(await (await ana.api("GET", `${path}?include=owner`)).json()).toMatchObject({
      name: "Sea Wind",
      rig: "sloop",
      related: { owner: { title: "Ana" } },
    });
    expect(
      (await ana.api("GET", path, undefined, { "If-None-Match": '"v2"', "Cache-Control": "max-age=0" })).status,
    ).toBe(304);

    expect((await ana.api("DELETE", path)).status).toBe(200);
    expect((await ana.api("GET", path)).status).toBe(404);
    expect((await ana.api("POST", `${path}/restoration`)).status).toBe(200);
    expect((await ana.api("GET", path)).status).toBe(200);
  });

  test("says in problem+json which fields do not fit, in the caller's language", async () => {
    const answer = await ana.api(
      "POST",
      "/api/v1/boats",
      { email: "nobody", length: "-1" },
      { "Accept-Language": "de" },
    );
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      422,
      expect.stringContaining("application/problem+json"),
    ]);
    const problem = (await answer.json()) as {
      code: string;
      errors: { pointer: string; code: string; message: string }[];
    };
    expect(problem.code).toBe("records.invalid");
    expect(problem.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/email", "not_an_email"],
      ["/length", "too_small"],
    ]);
  });

  test("of somebody else answers exactly as one that does not exist", async () => {
    const made = await create({ name: "Private" });
    const other = made.id.replace(/.{4}$/, "0000");
    const [hidden, missing] = await Promise.all([made.id, other].map((id) => boris.api("GET", `/api/v1/boats/${id}`)));
    const without = async (answer: Response | undefined) => ({ ...((await answer?.json()) as object), instance: "" });
    expect(hidden?.status).toBe(404);
    expect(await without(hidden)).toEqual(await without(missing));
  });

  test("case 101: that moved on is answered with 412, the fields in conflict and its current values", async () => {
    const made = await create({ name: "Busy" });
    await ana.api("PATCH", `/api/v1/boats/${made.id}`, { name: "Busier" });
    const late = await ana.api("PATCH", `/api/v1/boats/${made.id}`, { name: "Lazy" }, { "If-Match": '"v1"' });
    expect(late.status).toBe(412);
    expect(await late.json()).toMatchObject({
      code: "records.edit_conflict",
      fields: ["name"],
      current: { name: "Busier", version: 2 },
    });
  });
});

describe("case 103: asking twice", () => {
  test("with the same key gives the same answer and makes one record", async () => {
    const key = { "Idempotency-Key": "k-1" };
    const first = await ana.api("POST", "/api/v1/boats", { name: "Once" }, key);
    const second = await ana.api("POST", "/api/v1/boats", { name: "Once" }, key);
    expect([first.status, second.status, second.headers.get("idempotency-replayed")]).toEqual([201, 201, "true"]);
    expect(await second.json()).toEqual(await first.json());
    expect((await ana.api("POST", "/api/v1/boats", { name: "Other" }, key)).status).toBe(422);
    expect((await boris.api("POST", "/api/v1/boats", { name: "His" }, key)).status).toBe(201);
  });

  test("at once makes one record too", async () => {
    const key = { "Idempotency-Key": "k-2" };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ana.api("POST", "/api/v1/boats", { name: "Racing" }, key)),
    );
    expect(answers.every((answer) => answer.status === 201 || answer.status === 409)).toBe(true);
    const { data } = (await (await ana.api("GET", "/api/v1/boats?q=racing")).json()) as { data: object[] };
    expect(data).toHaveLength(1);
  });

  test("after a refusal may succeed with what was corrected", async () => {
    const key = { "Idempotency-Key": "k-3" };
    expect((await ana.api("POST", "/api/v1/boats", { name: "" }, key)).status).toBe(422);
    expect((await ana.api("POST", "/api/v1/boats", { name: "Fine" }, key)).status).toBe(201);
  });
});

describe("many at once", () => {
  test("an atomic batch writes all or nothing, and names what failed", async () => {
    const before = (await (await ana.api("GET", "/api/v1/boats?count=exact")).json()) as { page: { count: number } };
    const operations = [
      { method: "create", body: { name: "A" } },
      { method: "create", body: { rig: "raft" } },
    ];
    const failed = await ana.api("POST", "/api/v1/boats/batch", { atomic: true, operations });
    expect(failed.status).toBe(422);
    expect(((await failed.json()) as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(
      "/operations/1/body/rig",
    );
    const after = (await (await ana.api("GET", "/api/v1/boats?count=exact")).json()) as { page: { count: number } };
    expect(after.page.count).toBe(before.page.count);

    const loose = await ana.api("POST", "/api/v1/boats/batch", { operations });
    expect(((await loose.json()) as { data: { status: number }[] }).data.map((one) => one.status)).toEqual([201, 422]);
    const tooMany = Array.from({ length: 101 }, () => ({ method: "create", body: {} }));
    expect((await ana.api("POST", "/api/v1/boats/batch", { operations: tooMany })).status).toBe(400);
  });

  test("another system's id finds its record again", async () => {
    const first = await ana.api("PUT", "/api/v1/boats/by/erp/4711", { name: "From ERP" });
    const second = await ana.api("PUT", "/api/v1/boats/by/erp/4711", { rig: "ketch" });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(await second.json()).toMatchObject({ name: "From ERP", rig: "ketch", version: 2 });
  });
});

describe("a list over REST", () => {
  test("goes on where the page before ended, also by its Link header", async () => {
    for (let at = 0; at < 5; at++) await create({ name: `Paged ${at}`, length: `${at}` });
    const query = "/api/v1/boats?filter[name][startsWith]=Paged&sort=length&limit=3";
    const first = await ana.api("GET", query);
    const link = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await ana.api("GET", link);
    const names = async (answer: Response) =>
      ((await answer.json()) as { data: { name: string }[] }).data.map((one) => one.name);
    expect([...(await names(first)), ...(await names(second))]).toEqual([0, 1, 2, 3, 4].map((at) => `Paged ${at}`));
  });

  test("takes the same question as a tree of conditions", async () => {
    const filter = {
      and: [
        { field: "name", op: "startsWith", value: "Paged" },
        {
          or: [
            { field: "length", op: "lt", value: "1" },
            { field: "length", op: "gte", value: "4" },
          ],
        },
      ],
    };
    const answer = await ana.api("POST", "/api/v1/boats/query", {
      filter,
      sort: [{ field: "name", direction: "desc" }],
      fields: ["name"],
    });
    expect(((await answer.json()) as { data: { name: string }[] }).data.map((one) => one.name)).toEqual([
      "Paged 4",
      "Paged 0",
    ]);
  });

  test.each([
    "?sort=secret",
    "?filter[secret]=1",
    "?filter[name][toString]=1",
    "?filter[name]=1&filter[name",
    "?limit=0",
    "?limit=1e3",
    "?limit=-1",
    "?limit=9999",
    "?after=x.y",
    "?nosuch=1",
    "?q=a&q=b",
    "?fields=__proto__",
    "?include=name",
    "?filter[length][gte]=abc",
    "?filter[createdAt][within]=never",
    "?sort=name,name",
    "?sort=a,b,c,d,e,f,g",
    "?filter[owner]=1%00",
    "?q=%zz",
    "?filter[__proto__]=1",
    "?count=all",
    "?sort=-tags",
    "?filter[tags]=x",
  ])("%s is refused with a name, never with a failure", async (query) => {
    const answer = await ana.api("GET", `/api/v1/boats${query}`);
    expect(answer.status, await answer.clone().text()).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 400, code: expect.stringMatching(/^[a-z]+\.[a-z_]+$/) });
  });

  test.each([
    "/api/v1/boats/1",
    "/api/v1/boats/%2e%2e",
    "/api/v1/nothing",
    "/api/v1/boats/00000000-0000-0000-0000-000000000000",
    "/api/v1/__proto__",
    "/api/v1/constructor/x",
  ])("%s does not exist", async (path) => expect((await ana.api("GET", path)).status).toBe(404));

  test.each([
    ["POST", "/api/v1/boats", []],
    ["POST", "/api/v1/boats", "x"],
    ["POST", "/api/v1/boats", null],
    ["POST", "/api/v1/boats/query", { filter: { and: {} } }],
    ["POST", "/api/v1/boats/query", { sort: ["name"] }],
    [
      "POST",
      "/api/v1/boats/query",
      { sort: [{ field: "name", direction: "asc", nulls: "last; drop table boats" }], fields: "x" },
    ],
    ["POST", "/api/v1/boats/batch", { operations: [{ method: "drop" }] }],
    ["POST", "/api/v1/fields", { kind: "boat", key: 1, schema: {} }],
    ["PUT", "/api/v1/boats/by/ERP!/1", {}],
  ] as const)("%s %s with %j is refused", async (method, path, body) => {
    const answer = await ana.api(method, path, body);
    expect([400, 422]).toContain(answer.status);
  });
});

describe("the API about itself", () => {
  test("describes every kind and every answer it gives", async () => {
    const document = (await (await ana.api("GET", "/api/v1/openapi.json")).json()) as {
      openapi: string;
      paths: Record<string, object>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toContain("/api/v1/boats/{id}");
    expect(Object.keys(document.paths)).toContain("/api/v1/deals/{id}/closure");
    expect(Object.keys(document.paths).filter((path) => !path.startsWith("/api/v1/"))).toEqual([]);
    const operations = Object.values(document.paths).flatMap(
      (path) => Object.values(path) as { operationId: string }[],
    );
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    expect(Object.keys(document.components.schemas)).toContain("BoatInput");
    const schema = (await (await ana.api("GET", "/api/v1/schemas/boat")).json()) as { properties: object };
    expect(Object.keys(schema.properties)).toContain("price");
  });

  test("gives a schema that every live answer fits", async () => {
    const ajv = new Ajv2020({
      strict: false,
      formats: { decimal: true, "date-time": true, date: true, uuid: true, email: true, uri: true },
    });
    await ana.api("POST", "/api/v1/contacts", {
      name: "Live",
      email: "live@answer.example",
      phone: "0888 111 222",
      tags: ["a"],
      channels: [{ type: "email", value: "b@answer.example" }],
    });
    await ana.api("POST", "/api/v1/companies", {
      name: "Live Ltd",
      annualRevenue: { amount: "10.5", currency: "EUR" },
      employees: 3,
    });
    for (const kind of ["boat", "contact", "company", "user"]) {
      const validate = ajv.compile((await (await ana.api("GET", `/api/v1/schemas/${kind}`)).json()) as object);
      const plural = { boat: "boats", contact: "contacts", company: "companies", user: "users" }[kind];
      const { data } = (await (await ana.api("GET", `/api/v1/${plural}?limit=50`)).json()) as { data: object[] };
      expect(data.length, kind).toBeGreaterThan(0);
      for (const record of data) expect(validate(record), `${kind} ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });

  test("tells what happened, in order, only of what may be seen", async () => {
    const made = await create({ name: "Fed" });
    await ana.api("PATCH", `/api/v1/boats/${made.id}`, { name: "Fed again" });
    const all = async (person: TestPerson) => {
      const lines: { recordId: string; type: string }[] = [];
      for (let after = ""; ; ) {
        const { data, page } = (await (
          await person.api("GET", `/api/v1/changes?types=boat.*&after=${after}`)
        ).json()) as { data: typeof lines; page: { next: string } };
        lines.push(...data);
        if (page.next === after || page.next === "0-0") return lines;
        after = page.next;
      }
    };
    // The feed waits for transactions that may still write an earlier line, also of other databases of the server.
    const told = async () => (await all(ana)).filter((line) => line.recordId === made.id).map((line) => line.type);
    await expect.poll(told).toEqual(["boat.created", "boat.changed"]);
    expect((await all(boris)).filter((line) => line.recordId === made.id)).toEqual([]);
  });
});
