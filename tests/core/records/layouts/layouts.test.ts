import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalLayout, sectionsFor } from "../../../../core/records/layouts/arrange.ts";
import type { Layout } from "../../../../core/records/layouts/layout.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
let ana: string;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  sales = await app.person("sales", { language: "de" });
  const made = await admin.api("POST", "/api/v1/contacts", {
    name: "Ana Kolev",
    phone: "+359 888 123456",
    city: "Varna",
  });
  ana = ((await made.json()) as { id: string }).id;
});
afterAll(() => app.stop());

const placed = (...paths: string[]) => paths.map((path) => ({ path, full: false }));
const short: Layout = {
  sections: [
    { title: { en: "Who", de: "Wer" }, columns: 1, fields: [...placed("city", "name"), { path: "note", full: true }] },
    { title: null, columns: 2, fields: placed("email") },
  ],
  list: ["name", "city"],
  facts: ["city"],
  quick: ["name", "city"],
};
const put = (layout: unknown, version = "*", path = "/api/v1/layouts/contact") =>
  admin.api("PUT", path, layout, { "If-Match": version });
const headings = (html: string) => [...html.matchAll(/<legend class="panel-head">([^<]+)/g)].map(([, text]) => text);

describe("the arrangement a kind comes with", () => {
  test("places every field once", () => {
    const kind = app.get(services.kinds).get("contact");
    const paths = originalLayout(kind).sections.flatMap(({ fields }) => fields.map(({ path }) => path));
    expect(paths.toSorted()).toEqual(kind.fields.map(({ path }) => path).toSorted());
  });

  test("is what the API answers while nobody arranged anything, at version 0", async () => {
    const answer = await admin.api("GET", "/api/v1/layouts/contact");
    expect([answer.headers.get("etag"), await answer.json()]).toMatchObject(['"v0"', { kind: "contact", version: 0 }]);
  });
});

describe("a layout of one's own", () => {
  test("is followed by form, record, list and quick create at once", async () => {
    expect((await put(short, '"v0"')).status).toBe(200);
    const form = await (await sales.visit(`/contacts/${ana}/edit`)).text();
    expect(form.indexOf('name="city"')).toBeLessThan(form.indexOf('name="name"'));
    expect(headings(form)).toEqual(["Wer", "Weiteres"]);
    expect(await (await sales.visit(`/contacts/${ana}?tab=details`)).text()).toMatch(/Wer<\/h2>[\s\S]*Weiteres<\/h2>/);
    const list = await (await sales.visit("/contacts")).text();
    expect(list).toContain("Varna");
    expect(list).not.toContain("+359 88");
    const quick = await (await sales.visit("/new/contacts")).text();
    expect([quick.includes('name="city"'), quick.includes('name="phone"')]).toEqual([true, false]);
  });

  test("takes a new field into its last section by itself, and forgets one that is archived", async () => {
    const fields = app.get(services.customFields);
    const field = await fields.define(admin.actor, "contact", {
      key: "zone",
      schema: { "x-type": "text", "x-label": "Zone" },
    });
    const paths = () =>
      sectionsFor(app.get(services.kinds).get("contact"), sales.actor).map(({ fields: all }) =>
        all.map((one) => one.field.path),
      );
    expect(paths().at(-1)).toContain("custom.zone");
    await put({ ...short, sections: [{ title: null, columns: 1, fields: placed("custom.zone", "name") }] });
    expect(paths()[0]).toEqual(["custom.zone", "name"]);
    await fields.archive(admin.actor, field.id);
    expect(paths()[0]).toEqual(["name"]);
    await fields.bringBack(admin.actor, field.id);
    expect(paths()[0]).toEqual(["custom.zone", "name"]);
  });

  test("follows a field that gets another key", async () => {
    const fields = app.get(services.customFields);
    const [zone] = await fields.list("contact");
    await fields.change(admin.actor, zone?.id ?? "", { key: "area" });
    const kind = app.get(services.kinds).get("contact");
    expect(kind.layouts.get("")?.sections[0]?.fields[0]?.path).toBe("custom.area");
    expect(await fields.whereUsed(admin.actor, "contact", "custom.area")).toContainEqual({
      place: "layout",
      name: "",
      link: "/settings/layouts/contact",
    });
  });

  test("can be another one for a role", async () => {
    await put({ ...short, list: ["name", "phone"] }, '"v0"', "/api/v1/layouts/contact?role=sales");
    expect(await (await sales.visit("/contacts")).text()).toContain("+359 88");
    expect(await (await admin.visit("/contacts")).text()).not.toContain("+359 88");
    expect(
      (await admin.api("DELETE", "/api/v1/layouts/contact?role=sales", undefined, { "If-Match": '"v1"' })).status,
    ).toBe(204);
    expect(await (await sales.visit("/contacts")).text()).not.toContain("+359 88");
  });

  test("goes back to the original", async () => {
    await admin.api("DELETE", "/api/v1/layouts/contact", undefined, { "If-Match": "*" });
    expect(app.get(services.kinds).get("contact").layouts.size).toBe(0);
    expect((await admin.api("DELETE", "/api/v1/layouts/contact", undefined, { "If-Match": "*" })).status).toBe(404);
  });
});

describe("a layout is refused", () => {
  test.each([
    ["not an object", [], 400, "api.object_expected"],
    ["with an unknown part", { ...short, more: [] }, 422, "layouts.invalid"],
    ["with a field that does not exist", { ...short, list: ["nmae"] }, 422, "layouts.invalid"],
    [
      "with a field twice",
      { ...short, sections: [...short.sections, { title: null, columns: 1, fields: placed("city") }] },
      422,
      "layouts.invalid",
    ],
    ["with three columns", { ...short, sections: [{ title: null, columns: 3, fields: [] }] }, 422, "layouts.invalid"],
    [
      "with a title of another sort",
      { ...short, sections: [{ title: 7, columns: 1, fields: [] }] },
      422,
      "layouts.invalid",
    ],
    [
      "with 41 sections",
      { ...short, sections: Array.from({ length: 41 }, () => ({ title: null, columns: 1, fields: [] })) },
      422,
      "layouts.invalid",
    ],
    ["without sections", { ...short, sections: undefined }, 422, "layouts.invalid"],
  ])("%s", async (_name, layout, status, code) => {
    const answer = await put(layout);
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  });

  test("without the version that was read, or with an old one", async () => {
    expect((await admin.api("PUT", "/api/v1/layouts/contact", short)).status).toBe(428);
    await put(short, '"v0"');
    const late = await put({ ...short, facts: [] }, '"v0"');
    expect([late.status, await late.json()]).toMatchObject([
      412,
      { current: { version: 1, layout: { facts: ["city"] } } },
    ]);
  });

  test("for a role or kind that does not exist, and from who may not", async () => {
    expect((await put(short, "*", "/api/v1/layouts/contact?role=nobody")).status).toBe(404);
    expect((await put(short, "*", "/api/v1/layouts/nothing")).status).toBe(404);
    expect((await sales.api("PUT", "/api/v1/layouts/contact", short, { "If-Match": "*" })).status).toBe(403);
    expect((await sales.api("GET", "/api/v1/layouts")).status).toBe(403);
  });
});
