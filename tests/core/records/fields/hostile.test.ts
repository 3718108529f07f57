// Schemas and values from people who want to stop the server: refused quickly, on every way in, while others go on working.
import { RE2JS } from "re2js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everywhere, isPattern } from "../../../../core/records/fields/pattern.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { hostileSchemas as schemas, many, nested } from "../../../support/hostile-schemas.ts";
import { promised, quickly, watchStalls } from "../../../support/quickly.ts";

let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  await admin.api("GET", "/api/v1/fields?kind=boat");
  for (const [key, schema] of Object.entries(targets))
    await app.get(services.customFields).define(admin.actor, "boat", { key, schema });
  await admin.api("POST", "/api/v1/boats", { name: "Warm", custom: { d: "1" } });
});
afterAll(() => app.stop());
watchStalls();

const targets = {
  t: { "x-type": "text", pattern: "^(a+)+$" },
  l: { "x-type": "longText", maxLength: 50_000, pattern: "^(?:[a-z]{1,50})+\\d$" },
  d: { "x-type": "decimal" },
  i: { "x-type": "integer" },
  m: { "x-type": "money" },
  c: { "x-type": "choice", "x-options": [{ id: "a", label: "A" }] },
  s: { "x-type": "choices", "x-options": [{ id: "a", label: "A" }] },
  g: { "x-type": "tags" },
  j: { "x-type": "json" },
  a: { "x-type": "address" },
  u: { "x-type": "url" },
  p: { "x-type": "phone" },
  e: { "x-type": "email" },
  w: { "x-type": "dateTime" },
  r: { "x-type": "references", "x-kind": "boat" },
} as const;

const send = (body: string, path = "/api/v1/fields") =>
  fetch(app.url + path, {
    method: "POST",
    body,
    headers: { Authorization: tokenOf(), "Content-Type": "application/json" },
  });

let token = "";
const tokenOf = () => token;
beforeAll(async () => {
  const { token: made } = await app.get(services.people).tokens.create(admin.id, { name: "hostile", scopes: ["*"] });
  token = `Bearer ${made}`;
});

const field = (schema: string, key = '"bad"') => `{"kind": "boat", "key": ${key}, "schema": ${schema}}`;
describe("a hostile schema", () => {
  test.each(schemas)("with %s is refused by REST", async (_, schema) => {
    const answer = await quickly(() => send(field(schema)));
    expect([400, 413, 422]).toContain(answer.status);
  });

  test("of five megabytes is refused before it is read", async () => {
    const options = many(100_000, (at) => `{"id":"option ${at}","label":"Option number ${at}"}`);
    expect((await quickly(() => send(field(`{"x-type": "choice", "x-options": [${options}]}`)))).status).toBe(413);
  });

  test.each([
    ["__proto__", '"__proto__"'],
    ["an object", '{"toString": 1}'],
    ["a kilobyte", `"${"a".repeat(1_000)}"`],
  ])("under the key %s is refused", async (_, key) => {
    expect([400, 422]).toContain((await quickly(() => send(field('{"x-type": "text"}', key)))).status);
  });

  test.each([
    ["100,000 options", () => Array.from({ length: 100_000 }, (_, at) => ({ id: `o${at}`, label: "x" }))],
    ["a depth of 200,000", () => JSON.parse(nested(200_000)) as unknown],
    ["a default of a depth of 200,000", () => [{ id: "a", label: "A", more: JSON.parse(nested(200_000)) as unknown }]],
  ])("with %s is refused by the engine itself, as commands and configurations use it", async (_, options) => {
    const schema = { "x-type": "choice", "x-options": options() } as never;
    const refused = await quickly(() =>
      app
        .get(services.customFields)
        .define(admin.actor, "boat", { key: "bad", schema })
        .catch((error: unknown) => error),
    );
    expect(refused).toMatchObject({ status: 422 });
  });

  test.each(schemas.filter(([, schema]) => schema.length < 900_000))(
    "with %s is refused by the page",
    async (_, schema) => {
      const form = { kind: "contact", type: "text", key: "bad", tab: "schema", schema };
      const answer = await quickly(() => admin.send("/settings/fields/new", form));
      expect([400, 413, 422]).toContain(answer.status);
    },
  );

  test("leaves nothing behind", async () => {
    const keys = (await app.get(services.customFields).list("boat")).map((one) => one.key);
    expect(keys.toSorted()).toEqual(Object.keys(targets).toSorted());
    expect(await app.get(services.customFields).list("contact")).toEqual([]);
  });
});

describe("a pattern that was taken", () => {
  const worst = [
    "^(a+)+$",
    "(a|a)*$",
    "(.*a){15}",
    "[a-z]{1,90}[0-9]",
    "\\p{L}{1,90}\\d",
    "(x+x+)+y",
    "([a-z]{0,10}[a-f]){1,8}z",
  ];
  const texts = ["a", "ab", "x", "ж", "a b", "aaaaaaaaab"].map((text) => text.repeat(50_000 / text.length));

  test.each(worst)("%s reads 50 kB in a moment", (pattern) => {
    expect(isPattern(pattern)).toBe(true);
    const compiled = RE2JS.compile(everywhere(pattern));
    for (const text of texts) {
      const began = process.cpuUsage();
      compiled.test(text);
      expect(process.cpuUsage(began).user / 1_000).toBeLessThan(promised(100));
    }
  });
});

const values: readonly (readonly [what: string, value: string])[] = [
  ["1e400", "1e400"],
  ["a number as a list", "[[1]]"],
  ["an object that cannot become a text", '{"toString": 1, "valueOf": 1}'],
  ["a depth of 30", nested(30)],
  ["10,000 items", `[${many(10_000, (at) => `"${at}"`)}]`],
  ["10,000 parts", `{${many(10_000, (at) => `"k${at}": 1`)}}`],
  ["half a sign", String.raw`"\ud800"`],
  ["half a sign in a name", String.raw`{"\ud800": 1}`],
  ["900,000 signs", `"${"a".repeat(900_000)}"`],
  ["minus zero, a thousand times", `"-${"0".repeat(1_000)}"`],
];

describe("a hostile value", () => {
  test.each(values)("%s never becomes a failure of ours, whatever the field", async (_, value) => {
    for (const key of Object.keys(targets)) {
      const answer = await quickly(() => send(`{"name": "X", "custom": {"${key}": ${value}}}`, "/api/v1/boats"));
      const told = `${key}: ${(await answer.text()).slice(0, 200)}`;
      expect([201, 400, 413, 422], told).toContain(answer.status);
      if (answer.status === 201) expect(key, told).toBe("j");
    }
  });

  test.each([
    ["a depth of 200,000", nested(200_000)],
    ["NUL", String.raw`"a\u0000b"`],
    ["NaN", "NaN"],
  ])("%s is refused", async (_, value) => {
    for (const key of ["t", "d", "j"]) {
      const answer = await quickly(() => send(`{"name": "X", "custom": {"${key}": ${value}}}`, "/api/v1/boats"));
      expect([400, 413, 422]).toContain(answer.status);
    }
  });

  test("ten megabytes are not read", async () => {
    expect((await quickly(() => send(`{"name": "${"a".repeat(10_000_000)}"}`, "/api/v1/boats"))).status).toBe(413);
  });

  test("in a filter is refused as well", async () => {
    for (const [key, { "x-type": type }] of Object.entries(targets))
      for (const [, value] of values.slice(0, 6)) {
        const op = type === "json" ? "empty" : ["tags", "choices", "references"].includes(type) ? "has" : "eq";
        const body = `{"filter": {"field": "custom.${key}", "op": "${op}", "value": ${value}}}`;
        const answer = await quickly(() => send(body, "/api/v1/boats/query"));
        expect([200, 400, 413, 422], `${key} ${body.slice(0, 120)}`).toContain(answer.status);
      }
  });
});
