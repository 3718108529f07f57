import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addManyFields } from "../../../support/many-fields.ts";

let app: TestApp;
let ada: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ada = await app.person("admin", { language: "de" });
});
afterAll(() => app.stop());

type Form = Record<string, string | readonly string[]>;
const make = (type: string, form: Form) =>
  ada.send("/settings/fields/new", {
    kind: "contact",
    type,
    schema: JSON.stringify({ "x-type": type }),
    tab: "form",
    do: "save",
    ...form,
  });
const page = async (path: string) => await (await ada.visit(path)).text();
const fields = async () => await app.get(services.customFields).list("contact");
const named = async (key: string) => (await fields()).find((field) => field.key === key);
const part = { headers: { "HX-Request": "true" } };

describe("an administrator's own field", () => {
  test("made on the page stands in form, record, filter and REST at once", async () => {
    const answer = await make("choice", {
      "label.de": "Zone Süd",
      "label.en": "South zone",
      "option.more": "Nord\nSüd\nNord",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/fields?kind=contact"]);
    expect((await named("south_zone"))?.schema).toMatchObject({
      "x-label": { de: "Zone Süd", en: "South zone" },
      "x-options": [
        { id: "nord", label: "Nord" },
        { id: "sud", label: "Süd" },
      ],
    });
    expect(await page("/contacts/new")).toContain("Zone Süd");
    const made = await ada.api("POST", "/api/v1/contacts", { name: "Ana", custom: { south_zone: "sud" } });
    const { id } = (await made.json()) as { id: string };
    expect(await page(`/contacts/${id}?tab=details`)).toContain("Süd");
    expect(await page("/contacts?filter[custom.south_zone]=sud")).toContain("Ana");
  });

  test("is shown before it is saved: its box, its name for programs, and how many records lack it", async () => {
    const answer = await ada.send(
      "/settings/fields/new",
      {
        kind: "contact",
        type: "integer",
        schema: '{"x-type":"integer"}',
        tab: "form",
        do: "preview",
        "label.de": "Zahl der Maschinen",
        unit: "Stück",
      },
      part,
    );
    const html = await answer.text();
    expect(html).not.toContain("<html");
    expect(html).toContain("Zahl der Maschinen");
    expect(html).toContain("custom.zahl_der_maschinen");
    expect(html).toContain("Ein Datensatz hat darin noch nichts.");
    expect(await named("zahl_der_maschinen")).toBeUndefined();
  });

  test("that cannot be made says why and keeps what was typed", async () => {
    const answer = await make("choice", { "label.de": "Gebiet", "help.de": "für den Vertrieb" });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toContain('value="Gebiet"');
    expect(html).toContain('value="für den Vertrieb"');
  });

  test("takes numbers as the administrator types them", async () => {
    await make("decimal", {
      "label.de": "Gewicht",
      minimum: "0,5",
      maximum: "1.000",
      decimals: "2",
      default: "1,25",
      unit: "kg",
      "rule.required": "always",
    });
    expect((await named("gewicht"))?.schema).toMatchObject({
      minimum: 0.5,
      maximum: 1000,
      "x-decimals": 2,
      default: "1.25",
      "x-unit": "kg",
      "x-required": true,
    });
    const answer = await make("integer", { "label.de": "Plätze", minimum: "viele" });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('value="viele"');
  });

  test("is hidden and comes back with its values", async () => {
    const field = await named("south_zone");
    await ada.send(`/settings/fields/${field?.id}/archive`);
    expect(await page("/contacts/new")).not.toContain("Zone Süd");
    expect(await page(`/settings/fields/${field?.id}`)).toContain("Dieses Feld ist ausgeblendet");
    await ada.send(`/settings/fields/${field?.id}/restore`);
    expect(await page("/contacts/new")).toContain("Zone Süd");
  });

  test("is not for everybody", async () => {
    const sales = await app.person("sales");
    for (const path of ["/settings/fields", "/settings/fields/new?kind=contact", "/settings/fields/of/contact/name"])
      expect((await sales.visit(path)).status).toBe(403);
    expect((await sales.send("/settings/fields/new", { kind: "contact", type: "text", "label.en": "x" })).status).toBe(
      403,
    );
  });
});

test("a form that was just opened blames nobody, and calls the field what it is", async () => {
  const html = await page("/settings/fields/new?kind=deal&type=choice");
  expect(html).not.toContain("field.field");
  expect(html).not.toContain("<code>custom.</code>");
  expect(html).not.toContain("Ein Schlüssel beginnt mi");
});

describe("changing a field", () => {
  const edit = async (key: string, form: Form) => {
    const field = await named(key);
    return await ada.send(`/settings/fields/${field?.id}`, {
      kind: "contact",
      type: String(field?.schema["x-type"]),
      tab: "form",
      do: "save",
      key,
      version: String(field?.version),
      schema: JSON.stringify(field?.schema),
      ...form,
    });
  };
  const rows = { "option.id": ["nord", "sud"], "option.label": ["Norden", "Süd"], "option.color": ["blue", ""] };

  test("keeps the ids of renamed options, their order and what the form has no box for", async () => {
    const field = await named("south_zone");
    await app.get(services.customFields).change(ada.actor, field?.id ?? "", {
      options: [
        { id: "nord", label: { en: "North", de: "Nord" } },
        { id: "sud", label: "Süd", archived: true },
      ],
    });
    expect((await edit("south_zone", { "label.de": "Zone", ...rows, do: "option.down:0" })).status).toBe(200);
    expect((await edit("south_zone", { "label.de": "Zone", ...rows })).status).toBe(303);
    expect((await named("south_zone"))?.schema).toMatchObject({
      "x-label": { de: "Zone" },
      "x-options": [
        { id: "nord", label: { en: "North", de: "Norden" }, color: "blue" },
        { id: "sud", label: "Süd", archived: true },
      ],
    });
  });

  test("sends back with the page's own form what the page showed", async () => {
    const field = await named("gewicht");
    const html = await page(`/settings/fields/${field?.id}`);
    const stored = /name="schema" value="([^"]*)"/.exec(html)?.[1]?.replaceAll("&quot;", '"').replaceAll("&#x3D;", "=");
    expect(JSON.parse(stored ?? "")).toEqual(field?.schema);
  });

  test("by its schema is checked as the form is, and comes back to the form as it is", async () => {
    const schema = { ...(await named("gewicht"))?.schema, "x-section": "contacts.section.more", minimum: 1 };
    const text = JSON.stringify(schema, null, 2);
    expect((await edit("gewicht", { tab: "schema", schema: text, do: "tab:form" })).status).toBe(200);
    expect((await edit("gewicht", { tab: "schema", schema: text })).status).toBe(303);
    expect((await named("gewicht"))?.schema).toEqual(schema);
    expect(
      (
        await edit("gewicht", {
          "label.de": "Gewicht",
          minimum: "1",
          maximum: "1000",
          decimals: "2",
          default: "1,25",
          unit: "kg",
          "rule.required": "always",
        })
      ).status,
    ).toBe(303);
    expect((await named("gewicht"))?.schema).toMatchObject({ "x-section": "contacts.section.more" });
    const broken = await edit("gewicht", { tab: "schema", schema: '{"x-type": ' });
    expect([broken.status, (await broken.text()).includes("&quot;x-type&quot;: ")]).toEqual([422, true]);
    expect((await edit("gewicht", { tab: "schema", schema: '{"x-type":"decimal","$ref":"#"}' })).status).toBe(422);
  });

  test("at an old version says so and keeps what was typed", async () => {
    const late = await edit("gewicht", { "label.de": "Masse", version: "1" });
    expect(late.status).toBe(422);
    expect(await late.text()).toContain('value="Masse"');
    expect((await named("gewicht"))?.schema["x-label"]).toEqual({ de: "Gewicht" });
  });
});

describe("the table of fields", () => {
  test("has those of the product too, found by what they are called", async () => {
    const html = await page("/settings/fields?kind=contact&q=geburts");
    expect(html).toContain("/settings/fields/of/contact/birthday");
    expect(html).not.toContain("/settings/fields/of/contact/email");
    expect(await page("/settings/fields/of/contact/birthday")).toContain(
      "/settings/words/word?key&#x3D;contacts.field.birthday",
    );
    expect((await ada.visit("/settings/fields/of/contact/nothing")).status).toBe(404);
  });

  test("stays light with 300 fields", async () => {
    await addManyFields(app, "company", 290);
    const tags = (html: string) => html.match(/<[a-z]/g)?.length ?? 0;
    expect(tags(await page("/settings/fields?kind=company"))).toBeLessThan(2500);
    expect(await page("/settings/fields?kind=company&page=6")).toContain("/settings/fields/of/company/");
  });
});
