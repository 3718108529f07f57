// Whoever may change fields and does not see one of them is told nothing of it: neither that it is there nor what it is.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CustomField } from "../../../../core/records/fields/custom-field.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
let secret: CustomField;
let known: CustomField;
let change: string;

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  const fields = app.get(services.customFields);
  const options = ["one", "two"].map((id) => ({ id, label: `Quiet ${id}` }));
  const schema = { "x-type": "choice", "x-label": { en: "Quiet sign" }, "x-options": options };
  secret = await fields.define(admin.actor, "contact", { key: "quiet_sign", schema });
  known = await fields.define(admin.actor, "contact", { key: "loud", schema: { "x-type": "text" } });
  change = (await app.get(services.typeChanges).begin(admin.actor, secret.id, { schema: { "x-type": "text" } })).id;
  await setAccess(app, "contact", { "custom.quiet_sign": { sales: "hidden" } });
  await app.grant("sales", "fields.change", "all");
  sales = await app.person("sales");
});
afterAll(() => app.stop());

const match = { "If-Match": "*" };

describe("a field of which somebody who changes fields sees only a mask", () => {
  let veiled: CustomField;
  beforeAll(async () => {
    const fields = app.get(services.customFields);
    const schema = { "x-type": "text", maxLength: 40, "x-unique": true, "x-label": { en: "Veiled" } } as const;
    veiled = await fields.define(admin.actor, "contact", { key: "veiled", schema });
    for (const name of ["Ana", "Bo"])
      await app.records
        .create(admin.actor, "contact", { name, custom: { veiled: "twice the same" } })
        .catch(() => undefined);
    await setAccess(app, "contact", { "custom.veiled": { sales: "masked" } });
  });

  test("shows none of its values by a change of type", async () => {
    const path = `/api/v1/fields/${veiled.id}/type-changes`;
    const begun = await admin.api("POST", path, { schema: { "x-type": "integer" } }, match);
    const { id } = (await begun.json()) as { id: string };
    await app.get(services.typeWork).work(id, { signal: new AbortController().signal });
    expect(await (await admin.api("GET", `${path}/${id}/misfits`)).text()).toContain("twice the same");
    for (const more of ["", "/misfits", "/misfits.csv"])
      expect((await sales.api("GET", `${path}/${id}${more}`)).status).toBe(403);
    expect((await sales.api("POST", path, { schema: { "x-type": "date" } }, match)).status).toBe(403);
    expect(await (await sales.api("GET", path)).json()).toMatchObject({ data: [] });
    expect((await sales.visit(`/settings/fields/${veiled.id}/type/${id}`)).status).toBe(403);
    const page = await sales.visit(`/settings/fields/${veiled.id}/life`);
    expect([page.status, (await page.text()).includes("twice the same")]).toEqual([200, false]);
  });
});

describe("where a field is used", () => {
  test("leaves out rules over what somebody does not see", async () => {
    const words = { effect: "required", field: "custom.loud" } as const;
    await app.get(services.rules).create(admin.actor, "contact", { ...words, name: "Told" });
    const condition = 'custom.quiet_sign == "one"';
    await app.get(services.rules).create(admin.actor, "contact", { ...words, name: "Untold", condition });
    const uses = async (who: TestPerson) =>
      (
        (await (await who.api("GET", `/api/v1/fields/${known.id}/uses`)).json()) as { data: { name: string }[] }
      ).data.map(({ name }) => name);
    expect((await uses(admin)).toSorted()).toEqual(["Told", "Untold"]);
    expect(await uses(sales)).toEqual(["Told"]);
  });
});

describe("a field that is hidden from somebody who changes fields", () => {
  test.each([
    ["GET", ""],
    ["PATCH", "", { label: { en: "Mine" } }],
    ["DELETE", ""],
    ["GET", "/index"],
    ["POST", "/index"],
    ["GET", "/uses"],
    ["GET", "/type-changes"],
    ["POST", "/type-changes", { schema: { "x-type": "text" } }],
    ["POST", "/option-changes", { option: "one", to: "two" }],
  ])("is not there over REST: %s %s", async (method, path, body?: object) => {
    const answer = await sales.api(method, `/api/v1/fields/${secret.id}${path}`, body, match);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, "fields.not_found"]);
  });

  test("nor are its changes", async () => {
    const path = `/api/v1/fields/${known.id}/type-changes/${change}`;
    for (const [method, more] of [
      ["GET", ""],
      ["DELETE", ""],
      ["POST", "/start"],
      ["POST", "/undo"],
      ["POST", "/retry"],
      ["GET", "/misfits"],
    ] as const)
      expect([method, more, (await sales.api(method, path + more, method === "POST" ? {} : undefined)).status]).toEqual(
        [method, more, 404],
      );
  });

  test("is on no page of fields, while others are", async () => {
    const list = await (await sales.visit("/settings/fields?kind=contact")).text();
    expect([list.includes("Quiet sign"), list.includes("quiet_sign"), list.includes("loud")]).toEqual([
      false,
      false,
      true,
    ]);
    for (const path of ["", "/life", "/index", `/type/${change}`])
      expect([path, (await sales.visit(`/settings/fields/${secret.id}${path}`)).status]).toEqual([path, 404]);
    for (const path of ["", "/hiding", "/archive", "/turn", "/index", "/type"])
      expect([
        path,
        (await sales.send(`/settings/fields/${secret.id}${path}`, { version: "1", kind: "contact", schema: "{}" }))
          .status,
      ]).toEqual([path, 404]);
    expect((await sales.visit(`/settings/fields/${known.id}`)).status).toBe(200);
    expect((await admin.visit(`/settings/fields/${secret.id}`)).status).toBe(200);
  });

  test("keeps them from arranging its kind, whose layout would name it, and from no other", async () => {
    expect((await sales.api("GET", "/api/v1/layouts/contact")).status).toBe(403);
    expect((await sales.visit("/settings/layouts/contact")).status).toBe(403);
    const page = await (await sales.visit("/settings/layouts/company")).text();
    expect(page).not.toContain("/settings/layouts/contact");
    expect((await sales.api("GET", "/api/v1/layouts/company")).status).toBe(200);
    expect((await admin.api("GET", "/api/v1/layouts/contact")).status).toBe(200);
  });
});
