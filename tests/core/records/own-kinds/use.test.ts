import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "../../../../core/db/database.ts";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { defineVessel } from "../../../support/vessels.ts";

let app: TestApp;
let ana: TestPerson;
let sara: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  [ana, sara, boris] = [
    await app.person("admin"),
    await app.person("sales", { language: "de" }),
    await app.person("sales"),
  ];
  await defineVessel(ana);
  await app.grant("sales", "vessels.export", "own");
});
afterAll(() => app.stop());

const base = "/api/v1/objects/vessels";
const page = async (person: TestPerson, path: string) => await (await person.visit(path)).text();
const records = async (person: TestPerson, query = "") =>
  ((await (await person.api("GET", `${base}${query}`)).json()) as { data: { id: string; name: string }[] }).data;
const make = async (person: TestPerson, input: object) =>
  (await (await person.api("POST", base, input)).json()) as { id: string; version: number };

describe("a sales person with records of their own", () => {
  test("makes one by its form, in their language, and finds it everywhere", async () => {
    expect(await page(sara, "/vessels/new")).toContain("Neu: Schiff");
    const form = { name: "Möwe", "custom.state": "planned", "custom.imo": "9074729", "custom.price": "1.250,50" };
    const sent = await sara.send("/vessels", form);
    expect(sent.status).toBe(303);
    const path = sent.headers.get("location") ?? "";
    const record = await page(sara, path);
    for (const words of ["Schiffe", "Möwe", "Preis", "Geplant"]) expect(record).toContain(words);
    expect(await page(sara, "/search?q=9074729")).toContain("Möwe");
    expect(await page(sara, "/search/palette?q=mow")).toContain("Möwe");
    expect(await page(sara, "/vessels?filter[custom.state]=planned")).toContain("Möwe");
  });

  test("does not find it by what a plugin keeps there, which is not there for everybody", async () => {
    const [kinds, plugins] = [app.get(services.kinds), systemActor("plugins")];
    const schema = { "x-type": "text", "x-label": { en: "Berth" } } as const;
    const brought = { owner: "harbour", kinds: [], rules: [], marks: new Map() };
    const fields = [{ kind: "vessel", key: "berth", schema }];
    const put = (trx: Transaction) => app.get(services.contributed).put(trx, plugins, { ...brought, fields });
    await app.get(services.definitions).change(plugins, put);
    const rest = kinds.wake("harbour", { has: (actor) => actor.id === ana.id, reaches: () => true });
    const { id } = await make(sara, { name: "Adler" });
    const kept = { custom: { berth: "Quay-77", state: "planned" } };
    expect((await ana.api("PATCH", `${base}/${id}`, kept)).status).toBe(200);
    expect([await records(sara, "?q=Quay-77"), await records(ana, "?q=Quay-77")]).toEqual([[], []]);
    expect(await records(sara, "?q=Adler")).toHaveLength(1);
    rest();
  });

  test("has it in the menu, in New, and by its letter", async () => {
    const today = await page(sara, "/vessels");
    expect(today).toContain('href="/vessels"');
    expect(today).toContain('href="/new/vessels"');
    expect(today).toContain('data-key="c v"');
    expect(await page(sara, "/new/vessels")).toContain("Preis");
  });

  test("cannot see, change, remove or even guess another's", async () => {
    const { id } = await make(boris, { name: "Foreign" });
    expect((await sara.visit(`/vessels/${id}`)).status).toBe(404);
    expect((await sara.api("GET", `${base}/${id}`)).status).toBe(404);
    expect((await sara.api("PATCH", `${base}/${id}`, { name: "Mine" })).status).toBe(404);
    expect((await sara.api("DELETE", `${base}/${id}`)).status).toBe(404);
    expect(await page(sara, "/search?q=Foreign")).not.toContain(`/vessels/${id}`);
    expect((await records(sara)).map(({ name }) => name)).not.toContain("Foreign");
    expect((await records(ana)).map(({ name }) => name)).toContain("Foreign");
  });

  test("changes, removes, restores and undoes", async () => {
    const { id, version } = await make(sara, { name: "Heron", custom: { state: "planned" } });
    const changed = await sara.api(
      "PATCH",
      `${base}/${id}`,
      { custom: { state: "built" } },
      { "If-Match": `"v${version}"` },
    );
    expect(await changed.json()).toMatchObject({ version: version + 1, custom: { state: "built" } });
    const undone = await sara.send(`/changes/vessel/${id}/${version + 1}/undo`);
    expect(undone.status).toBe(303);
    expect(await (await sara.api("GET", `${base}/${id}`)).json()).toMatchObject({ custom: { state: "planned" } });
    await sara.send(`/vessels/${id}/removal`);
    expect(await page(sara, "/trash?kind=vessels")).toContain("Heron");
    await sara.send(`/vessels/${id}/restoration`);
    const history = (await (await sara.api("GET", `${base}/${id}/history`)).json()) as { data: { action: string }[] };
    expect(history.data.map(({ action }) => action)).toEqual(["restored", "removed", "changed", "changed", "created"]);
  });

  test("writes notes, saves views, and changes many at once", async () => {
    const [one, two] = [await make(sara, { name: "Many 1" }), await make(sara, { name: "Many 2" })];
    await sara.send(`/vessels/${one.id}/notes`, { body: "Needs a new mast" });
    expect(await page(sara, `/vessels/${one.id}`)).toContain("Needs a new mast");
    const view = await sara.send("/views", {
      kind: "vessel",
      name: "Planned ones",
      in: "filter[custom.state]=planned",
    });
    expect([303, 404]).toContain(view.status);
    const batch = await sara.api("POST", `${base}/batch`, {
      atomic: true,
      operations: [one, two].map(({ id }) => ({ method: "change", id, body: { custom: { state: "built" } } })),
    });
    expect(batch.status).toBe(200);
    expect(await records(sara, "?filter[custom.state]=built&filter[name][startsWith]=Many")).toHaveLength(2);
  });

  test("takes a file in and a file out", async () => {
    const text = "Name;IMO-Nummer;Preis;Stand\nKormoran;9000001;1000 EUR;Geplant\nReiher;9000002;2500 EUR;Gebaut\n";
    const taken = await fetch(`${app.url}/api/v1/imports?type=vessels&name=v.csv&run=true`, {
      method: "POST",
      headers: { cookie: sara.cookie, "Content-Type": "text/csv", ...(await bearer(sara)) },
      body: text,
    });
    expect(await taken.json()).toMatchObject({ state: "done" });
    expect(await records(sara, "?filter[custom.imo]=9000002&filter[custom.state]=built")).toHaveLength(1);
    const csv = await (
      await sara.api("GET", `${base}/export.csv?filter[custom.imo][startsWith]=90000&sort=name`)
    ).text();
    expect(csv.replace("\uFEFF", "").split(/\r?\n/)[1]).toContain("Kormoran");
    expect(await page(sara, "/vessels/export.csv")).toContain("Kormoran");
    expect(await page(boris, "/vessels/export.csv")).not.toContain("Kormoran");
  });

  test("leads to records of other kinds that may be seen, and to no others", async () => {
    const company = (await (await ana.api("POST", "/api/v1/companies", { name: "Werft Kolev" })).json()) as {
      id: string;
    };
    const { id } = await make(sara, { name: "Linked", custom: { client: company.id } });
    const read = await sara.api("GET", `${base}/${id}?include=custom.client`);
    expect(await read.json()).toMatchObject({ related: { "custom.client": { title: "Werft Kolev" } } });
    const wrong = await sara.api("POST", base, { name: "Wrong", custom: { client: sara.id } });
    expect(wrong.status).toBe(422);
  });
});

describe("a reference to a record one may not see", () => {
  test("stays when the form is saved that shows it", async () => {
    const field = { key: "tug", schema: { "x-type": "reference", "x-kind": "vessel" } };
    await ana.api("POST", "/api/v1/fields", { kind: "company", ...field });
    const tug = await make(boris, { name: "Boris's tug" });
    const made = await boris.api("POST", "/api/v1/companies", {
      name: "Port",
      owner: boris.id,
      custom: { tug: tug.id },
    });
    const { id } = (await made.json()) as { id: string };
    await ana.api("PATCH", `/api/v1/companies/${id}`, { owner: sara.id });
    const form = await page(sara, `/companies/${id}/edit`);
    expect(form).not.toContain("Boris's tug");
    expect(form).toContain(`name="custom.tug" value="${tug.id}" checked`);
    const was = /name="was" value="([^"]*)"/.exec(form)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=") ?? "";
    const version = /name="version" value="(\d+)"/.exec(form)?.[1] ?? "";
    const typed = Object.fromEntries(new URLSearchParams(was));
    const sent = await sara.send(`/companies/${id}`, { ...typed, name: "Port of Varna", was, version });
    expect(sent.status).toBe(303);
    const read = await (await boris.api("GET", `/api/v1/companies/${id}`)).json();
    expect(read).toMatchObject({ name: "Port of Varna", custom: { tug: tug.id } });
  });
});

describe("the API about such a kind", () => {
  interface Document {
    readonly paths: Record<string, Record<string, { operationId: string; responses: Record<string, object> }>>;
    readonly components: { schemas: Record<string, object> };
  }
  const formats = { decimal: true, "date-time": true, date: true, uuid: true, email: true, uri: true } as const;

  test("describes it, and every live answer fits", async () => {
    await make(sara, { name: "Live", custom: { price: { amount: "10", currency: "EUR" }, state: "built" } });
    const document = (await (await sara.api("GET", "/api/v1/openapi.json")).json()) as Document;
    expect(Object.keys(document.paths)).toContain(`${base}/{id}`);
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    const ajv = new Ajv2020({ strict: false, formats });
    ajv.addSchema({ $id: "doc", components: document.components });
    const fits = (name: string) => ajv.compile({ $ref: `doc#/components/schemas/${name}` });
    const list = (await (await sara.api("GET", `${base}?limit=50`)).json()) as { data: object[] };
    const [whole, single, kind] = [fits("vessel.Page"), fits("vessel"), fits("Kind")];
    expect(whole(list), JSON.stringify(whole.errors)).toBe(true);
    expect(list.data.every((record) => single(record))).toBe(true);
    expect(kind(await (await sara.api("GET", "/api/v1/kinds/vessel")).json()), JSON.stringify(kind.errors)).toBe(true);
    expect(fits("vessel.Input")({ name: "X", custom: { state: "sunk" } })).toBe(false);
  });

  test("gives its JSON Schema to whoever may read it", async () => {
    const schema = (await (await sara.api("GET", "/api/v1/schemas/vessel")).json()) as object;
    const validate = new Ajv2020({ strict: false, formats }).compile(schema);
    for (const record of await records(sara)) expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
  });
});

const bearer = async (person: TestPerson): Promise<Record<string, string>> => {
  const { token } = await tokens(person);
  return { Authorization: `Bearer ${token}` };
};
const tokens = async (person: TestPerson) => {
  const { services } = await import("../../../../core/sdk/services.ts");
  return await app
    .get(services.people)
    .tokens.create(person.id, { name: "file", scopes: ["vessels:write", "vessels:read"] });
};
