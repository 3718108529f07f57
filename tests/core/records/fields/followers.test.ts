// Everything that names a field goes on naming it when the field gets another key.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let ana: TestPerson;
let view: string;
let mother: string;
let child: string;

type Answer = Record<string, unknown> & { id: string; version: number };

const post = async (path: string, body: object): Promise<Answer> => {
  const answer = await admin.api("POST", `/api/v1/${path}`, body);
  if (answer.status !== 201) throw new Error(`${path}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
};
const read = async (who: TestPerson, id: string) =>
  (await (await who.api("GET", `/api/v1/boats/${id}`)).json()) as { custom: Record<string, unknown> };

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  admin = await app.person("admin");
  for (const action of ["read", "change"]) await app.grant("sales", `boats.${action}`, "all");
  ana = await app.person("sales", { name: "Ana" });
  const number = { "x-type": "decimal" };
  const field = await post("fields", { kind: "boat", key: "draught", schema: number });
  const formula = { "x-type": "formula", "x-formula": "custom.draught * 2", "x-result": number };
  await post("fields", { kind: "boat", key: "twice", schema: formula });
  const rollup = { kind: "boat", via: "mother", how: "sum", of: "custom.draught" };
  await post("fields", {
    kind: "boat",
    key: "fleet",
    schema: { "x-type": "rollup", "x-rollup": rollup, "x-result": number },
  });
  mother = (await post("boats", { name: "Mother" })).id;
  child = (await post("boats", { name: "Child", mother, custom: { draught: "3" } })).id;
  await post("rules", {
    kind: "boat",
    name: "Deep",
    effect: "required",
    field: "email",
    condition: "custom.draught > 9",
  });
  const saved = await admin.send("/boats/views", {
    list: "filter[custom.draught][gte]=2",
    name: "Deep",
    sharing: "all",
  });
  view = String(saved.headers.get("location"));
  await setAccess(app, "boat", { "custom.draught": { sales: "hidden" } });
  const renamed = await admin.api(
    "PATCH",
    `/api/v1/fields/${field.id}`,
    { key: "depth" },
    { "If-Match": `"v${field.version}"` },
  );
  if (renamed.status !== 200) throw new Error(await renamed.text());
});
afterAll(() => app.stop());

test("who sees it: it stays hidden, by its new key and by the old one", async () => {
  expect((await read(ana, child)).custom).toEqual({ twice: null, fleet: null });
  const asked = ["custom.depth", "custom.draught"].map((path) => ana.api("GET", `/api/v1/boats?sort=${path}`));
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([400, 400]);
});

test("formulas and roll-ups go on counting it", async () => {
  await admin.api("PATCH", `/api/v1/boats/${child}`, { custom: { depth: "4" } });
  expect((await read(admin, child)).custom).toMatchObject({ depth: "4", twice: "8" });
  expect((await read(admin, mother)).custom).toMatchObject({ fleet: "4" });
});

test("a view goes on filtering by it", async () => {
  const html = await (await admin.visit(view)).text();
  expect([html.includes(">Child<"), html.includes(">Mother<"), html.includes("no longer applies")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a rule goes on asking about it", async () => {
  const answer = await admin.api("PATCH", `/api/v1/boats/${child}`, { custom: { depth: "10" } });
  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining("required_by_rule")]);
});
