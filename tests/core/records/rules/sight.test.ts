// What a rule hides, and what rules must not tell of.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { quoted } from "../../../../core/records/query/sql.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let ketch: string;
let secretive: { id: string; version: number };

const post = async <T>(who: TestPerson, path: string, body: object): Promise<T> => {
  const answer = await who.api("POST", `/api/v1/${path}`, body);
  if (answer.status !== 201) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as T;
};

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  for (const action of ["read", "change", "create", "export"]) await app.grant("sales", `boats.${action}`, "all");
  await app.grant("sales", "fields.change", "all");
  ana = await app.person("sales", { name: "Ana" });
  const values = { rig: "sloop", length: "5.5", phone: "+359888123456", price: { amount: "9000", currency: "EUR" } };
  ketch = (await post<{ id: string }>(admin, "boats", { name: "Aurora", owner: ana.id, ...values })).id;
  await admin.api("PATCH", `/api/v1/boats/${ketch}`, { length: "7.77" });
  await admin.api("PATCH", `/api/v1/boats/${ketch}`, { rig: "ketch" });
  const rule = (words: object) => post<typeof secretive>(admin, "rules", { kind: "boat", ...words });
  await rule({ name: "Sloops have a length", effect: "visible", field: "length", condition: "rig == 'sloop'" });
  secretive = await rule({
    name: "Dear boats",
    effect: "required",
    field: "email",
    condition: "price > 5000",
    old: "touch",
  });
  const message = { en: "Not above nine thousand" };
  await rule({ name: "Roof", effect: "valid", field: null, condition: "price < 9500 || isBlank(price)", message });
  await setAccess(app, "boat", { price: { sales: "hidden" }, phone: { sales: "masked" } });
});
afterAll(() => app.stop());

/** As if the rule had come later than the price. */
async function setPrice(price: number): Promise<void> {
  const { table } = app.get(services.kinds).get("boat");
  await app.db.query({ text: `update ${quoted(table)} set price = $2 where id = $1`, values: [ketch, price] });
}

const text = async (who: TestPerson, path: string): Promise<string> => {
  const part = path.endsWith("/peek") || path.includes("/cells/") ? { headers: { "HX-Request": "true" } } : {};
  const answer = await (path.startsWith("/api/") ? who.api("GET", path) : who.visit(path, part));
  return await answer.text();
};

describe("a field that a rule hides from a record", () => {
  const alone = ["?tab=details", "/edit", "/peek"];
  test.each(alone)("is not on what shows this record by itself: %s", async (rest) => {
    expect(await text(admin, `/boats/${ketch}${rest}`)).not.toMatch(/id="f-length"|>[^<]*7\.77/);
  });

  const beside = [
    "/boats?columns=name,length",
    "/boats?columns=name,length&filter[length][gte]=7",
    "/boats/export.csv",
    "/api/v1/boats",
    "/changes",
  ];
  test.each(beside)("stands wherever records stand side by side, as filters and sums count it: %s", async (path) => {
    await admin.api("PATCH", `/api/v1/boats/${ketch}`, { name: `Aurora ${Date.now()}`, email: "a@b.eu" });
    expect(await text(admin, path)).toContain(path === "/changes" ? "Aurora" : "7.77");
  });

  test("stands in REST's answer and in the history, which tell what is kept", async () => {
    expect(await text(admin, `/api/v1/boats/${ketch}`)).toContain("7.77");
    expect(await text(admin, `/api/v1/boats/${ketch}/history`)).toContain("7.77");
    expect(await text(admin, `/boats/${ketch}`)).toContain("7.77");
  });

  test("can be opened in a list, and takes nothing but a blank", async () => {
    const path = `/boats/${ketch}/cells/length`;
    const part = { headers: { "HX-Request": "true" } };
    expect(await text(admin, path)).toContain('name="length"');
    const refused = await admin.send(path, { length: "8", was: "" }, part);
    expect([refused.status, (await refused.text()).includes("not there for this record")]).toEqual([422, true]);
    expect((await admin.visit(`${path}?as=fact`, part)).status).toBe(400);
  });
});

/** An answer without the name that was asked with. */
const plain = async (answer: Promise<Response>, name: string) => {
  const { status } = await answer;
  const said = (await (await answer).text()).replaceAll(name, "…").replace(/"instance":"[^"]*"/, "");
  return [status, said];
};

describe("whoever writes rules without seeing a field", () => {
  const rollup = (name: string) => ({
    "x-type": "rollup",
    "x-rollup": { kind: "boat", via: "mother", how: "max", of: name },
    "x-result": { "x-type": "decimal" },
  });
  const formula = (name: string) => ({
    "x-type": "formula",
    "x-formula": `${name} + 1`,
    "x-result": { "x-type": "decimal" },
  });
  const questions: Readonly<Record<string, (name: string) => readonly [string, object]>> = {
    "the condition of a rule": (name) => [
      "rules",
      { kind: "boat", name: "Probe", effect: "required", field: "rig", condition: `${name} > 5` },
    ],
    "the field of a rule": (name) => ["rules", { kind: "boat", name: "Probe", effect: "required", field: name }],
    "a trial": (name) => ["rules/check", { kind: "boat", expression: `${name} > 5`, record: ketch }],
    "whether it is blank": (name) => ["rules/check", { kind: "boat", expression: `isBlank(${name})`, record: ketch }],
    "a formula": (name) => ["fields", { kind: "boat", key: "probe", schema: formula(name) }],
    "a roll-up": (name) => ["fields", { kind: "boat", key: "probe", schema: rollup(name) }],
  };
  test.each(Object.entries(questions))("is told in %s that there is no such field", async (_, question) => {
    const ask = (name: string) => {
      const [path, body] = question(name);
      return plain(ana.api("POST", `/api/v1/${path}`, body), name);
    };
    expect(await ask("price")).toEqual(await ask("prize"));
    expect((await ask("price"))[0]).toBe(422);
  });

  test("may ask of a mask whether it is blank, and nothing more", async () => {
    const ask = (expression: string) =>
      ana.api("POST", "/api/v1/rules/check", { kind: "boat", expression, record: ketch });
    expect(await (await ask("isBlank(phone)")).json()).toMatchObject({ type: "yes/no", value: false });
    expect((await ask("phone == '+359888123456'")).status).toBe(422);
    const words = { kind: "boat", name: "Probe", effect: "valid", field: null, condition: "phone != '+359888123456'" };
    expect((await ana.api("POST", "/api/v1/rules", words)).status).toBe(422);
  });

  test("finds no rule that looks at it: not to read, change, archive, or have reported", async () => {
    const path = `/api/v1/rules/${secretive.id}`;
    const match = { "If-Match": `"v${secretive.version}"` };
    const answers = [
      await ana.api("GET", path),
      await ana.api("PATCH", path, { name: "Mine" }, match),
      await ana.api("DELETE", path, undefined, match),
      await ana.api("POST", `${path}/report`),
      await ana.api("GET", `${path}/report`),
      await ana.visit(`/settings/rules/${secretive.id}`),
      await ana.send(`/settings/rules/${secretive.id}/report`),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(await text(ana, "/api/v1/rules?kind=boat")).not.toContain("Dear boats");
  });

  test("learns from an error what to do, and not why", async () => {
    const said = await ana.api("PATCH", `/api/v1/boats/${ketch}`, { email: null });
    const body = await said.text();
    expect([said.status, JSON.parse(body).errors]).toMatchObject([422, [{ pointer: "/email", code: "required" }]]);
    expect(body).not.toMatch(/Dear boats|price/);
    expect(await (await admin.api("PATCH", `/api/v1/boats/${ketch}`, { email: null })).text()).toContain("Dear boats");
  });

  test("is told that something stands in the way, without a rule's own words", async () => {
    await setPrice(9900);
    const body = await (await ana.api("PATCH", `/api/v1/boats/${ketch}`, { rig: "sloop" })).text();
    expect(JSON.parse(body).errors).toMatchObject([{ code: "beyond_sight" }]);
    expect(body).not.toMatch(/Roof|nine thousand|price/);
    await setPrice(9000);
  });
});

test("a rule that is archived is told like any other to whoever sees everything", async () => {
  const rules = app.get(services.rules);
  const kept = await rules.change(admin.actor, secretive.id, { state: "archived" });
  expect((await admin.api("GET", `/api/v1/rules/${kept.id}`)).status).toBe(200);
});
