import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { defineVessel } from "../../../support/vessels.ts";
import { promised } from "../../../support/quickly.ts";

let app: TestApp;
let ana: TestPerson;
let sara: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  [ana, sara] = [await app.person("admin"), await app.person("sales")];
});
afterAll(() => app.stop());

const base = "/api/v1/objects/vessels";
const soon = { timeout: promised(2_000), interval: 50 };
const state = (name: string, word: string) =>
  ana.api("PATCH", `/api/v1/kinds/${name}`, { state: word }, { "If-Match": "*" });
const statuses = async (paths: readonly string[]) =>
  await Promise.all(
    paths.map(async (path) => (await (path.startsWith("/api") ? ana.api("GET", path) : ana.visit(path))).status),
  );

describe("two processes", () => {
  test("know a kind, its words, its rights and its fields within two seconds, and forget it as fast", async () => {
    const { url } = await app.node();
    const there = (path: string) => fetch(url + path, { headers: { cookie: sara.cookie } });
    expect((await there("/vessels")).status).toBe(404);
    await defineVessel(ana);
    await expect.poll(async () => (await there("/vessels")).status, soon).toBe(200);
    const page = await (await there("/vessels")).text();
    for (const words of ["Vessels", "IMO number", "/new/vessels"]) expect(page).toContain(words);
    await ana.api("PATCH", "/api/v1/kinds/vessel", { many: { en: "Ships" } }, { "If-Match": "*" });
    await expect.poll(async () => await (await there("/vessels")).text(), soon).toContain("Search in Ships");
    await state("vessel", "archived");
    await expect.poll(async () => (await there("/vessels")).status, soon).toBe(404);
    await state("vessel", "active");
    await expect.poll(async () => (await there("/vessels")).status, soon).toBe(200);
  });
});

describe("an archived kind", () => {
  const paths = async () => {
    const { data } = (await (await ana.api("GET", base)).json()) as { data: { id: string }[] };
    const id = data[0]!.id;
    return [
      "/vessels",
      `/vessels/${id}`,
      "/vessels/new",
      "/new/vessels",
      `${base}/${id}`,
      base,
      "/api/v1/schemas/vessel",
      `/vessels/${id}/edit`,
      "/vessels/export.csv",
    ];
  };

  test("is nowhere, and comes back with everything", async () => {
    const made = await ana.api("POST", base, { name: "Endurance", custom: { imo: "1", state: "built" } });
    const { id } = (await made.json()) as { id: string };
    const owner = await ana.api("POST", "/api/v1/fields", {
      kind: "company",
      key: "flagship",
      schema: { "x-type": "reference", "x-kind": "vessel" },
    });
    expect(owner.status).toBe(201);
    const company = await ana.api("POST", "/api/v1/companies", { name: "Line", custom: { flagship: id } });
    const line = (await company.json()) as { id: string };
    const all = await paths();
    expect(new Set(await statuses(all))).toEqual(new Set([200]));

    expect((await state("vessel", "archived")).status).toBe(200);
    expect(new Set(await statuses(all))).toEqual(new Set([404]));
    const today = await (await ana.visit("/companies")).text();
    expect(today).not.toContain("/vessels");
    expect(await (await ana.visit("/search?q=Endurance")).text()).not.toContain(id);
    expect(JSON.stringify(await (await ana.api("GET", "/api/v1/openapi.json")).json())).not.toContain("vessels");
    expect((await ana.visit("/changes")).status).toBe(200);
    expect((await ana.visit(`/companies/${line.id}`)).status).toBe(200);
    expect((await ana.api("PATCH", `/api/v1/companies/${line.id}`, { name: "Line Ltd" })).status).toBe(200);
    expect(await (await ana.visit(`/companies/${line.id}/edit`)).text()).toContain(`value="${id}" selected`);
    const linked = await ana.api("POST", "/api/v1/companies", { name: "New line", custom: { flagship: id } });
    expect(linked.status).toBe(422);

    expect((await state("vessel", "active")).status).toBe(200);
    expect(new Set(await statuses(all))).toEqual(new Set([200]));
    expect(await (await ana.api("GET", `${base}/${id}`)).json()).toMatchObject({
      custom: { imo: "1", state: "built" },
    });
    expect(await (await ana.api("GET", `/api/v1/companies/${line.id}`)).json()).toMatchObject({
      custom: { flagship: id },
    });
  });

  test("is erased only after 30 days, with its name typed, and then leaves nothing", async () => {
    const kind = await defineVessel(ana, { name: "raft", plural: "rafts", newKey: null });
    await app.grant("sales", "rafts.read", "all");
    await setAccess(app, "raft", { "custom.price": { sales: "hidden" } });
    const made = await ana.api("POST", "/api/v1/objects/rafts", { name: "Kon-Tiki" });
    const { id } = (await made.json()) as { id: string };
    await ana.send(`/rafts/${id}/notes`, { body: "balsa" });
    const erase = (name: string) => ana.api("DELETE", `/api/v1/kinds/raft?permanent=true&name=${name}`);
    expect((await erase("raft")).status).toBe(409);
    await state("raft", "archived");
    expect((await erase("raft")).status).toBe(409);
    await app.db.query({ text: "update own_kinds set archived_at = now() - interval '31 days' where name = 'raft'" });
    expect((await erase("vessel")).status).toBe(422);
    expect((await sara.api("DELETE", "/api/v1/kinds/raft?permanent=true&name=raft")).status).toBe(403);
    expect((await erase("raft")).status).toBe(204);
    const left = await app.db.query({
      text: `select 'table' as what from pg_tables where tablename = $1 union all select 'field' from fields where kind = 'raft'
        union all select 'value' from changes where record_id = $2 and after is not null union all select 'note' from notes where record_kind = 'raft'
        union all select 'access' from field_access where kind = 'raft'
        union all select 'right' from role_grants where permission like 'rafts.%'`,
      values: [`k_${(kind as { storage?: string }).storage ?? ""}`, id],
    });
    expect(left).toEqual([]);
    expect((await ana.api("GET", "/api/v1/kinds/raft")).status).toBe(404);
    await defineVessel(ana, { name: "raft", plural: "rafts", newKey: null });
    expect(((await (await ana.api("GET", "/api/v1/objects/rafts")).json()) as { data: object[] }).data).toEqual([]);
  });

  test("forgets what is left over in the history without keeping others from defining", async () => {
    await defineVessel(ana, { name: "punt", plural: "punts", newKey: null });
    await app.db.query({
      text: `insert into changes (kind, record_id, version, action, before, after, actor_id, source)
        select 'punt', gen_random_uuid(), 1, 'created', null, '{"name": "x"}', 'x', 'api' from generate_series(1, 4500)`,
    });
    await state("punt", "archived");
    await app.db.query({ text: "update own_kinds set erasing = true where name = 'punt'" });
    const kinds = app.get(services.ownKinds);
    let erased: Promise<void> = Promise.resolve();
    await app.db.transaction(async (trx) => {
      await trx.query({
        text: "select 1 from changes where kind = 'punt' and record_id is not null limit 1 for update",
      });
      erased = kinds.goOnErasing(() => false);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const field = { kind: "contact", key: "meanwhile", schema: { "x-type": "text" } };
      expect((await ana.api("POST", "/api/v1/fields", field)).status).toBe(201);
    });
    await erased;
    const left = await app.db.query({
      text: "select 1 from changes where kind = 'punt' and after is not null union all select 1 from own_kinds where name = 'punt'",
    });
    expect(left).toEqual([]);
  });

  test("with very many records goes slice by slice, gone for everybody meanwhile, and goes on after a crash", async () => {
    const kind = await defineVessel(ana, { name: "barge", plural: "barges", newKey: null });
    const papers = { kind: "barge", key: "papers", schema: { "x-type": "file" } };
    expect((await ana.api("POST", "/api/v1/fields", papers)).status).toBe(201);
    const [row] = await app.db.query<{ storage: string }>({
      text: "select storage from own_kinds where name = 'barge'",
    });
    const storage = row?.storage ?? "";
    const made = await ana.api("POST", "/api/v1/objects/barges", { name: "Last" });
    const { id } = (await made.json()) as { id: string };
    await app.db.query({
      text: `insert into k_${storage} (id, created_by, updated_by, name) select gen_random_uuid(), 'x', 'x', 'Barge ' || n from generate_series(1, 4500) n`,
    });
    await app.db.query({
      text: `insert into files (id, name, type, bytes, sha256, kind, record_id, uploaded_by) values (gen_random_uuid(), 'a', 'text/plain', 1, '', 'barge', $1, 'x')`,
      values: [id],
    });
    await state("barge", "archived");
    // A process that died just after it began.
    await app.db.query({ text: "update own_kinds set erasing = true where name = 'barge'" });
    const kinds = app.get(services.ownKinds);
    const left = async () =>
      (await app.db.query<{ n: number }>({ text: `select count(*)::int as n from k_${storage}` }))[0]?.n;
    let slices = 0;
    await kinds.goOnErasing(() => slices++ > 0);
    expect(await left()).toBe(2_501);
    expect((await kinds.list()).map(({ name }) => name)).not.toContain(kind.name);
    expect((await state("barge", "active")).status).toBe(404);
    const again = await ana.api("POST", "/api/v1/kinds", {
      name: "barge",
      plural: "barges",
      one: kind.one,
      many: kind.many,
    });
    expect(again.status).toBe(409);
    await Promise.all([kinds.goOnErasing(() => false), kinds.goOnErasing(() => false)]);
    const rest = await app.db.query({
      text: `select 'table' as what from pg_tables where tablename = $1 union all select 'kind' from own_kinds where name = 'barge'
        union all select 'value' from changes where record_id = $2 and after is not null union all select 'field' from fields where kind = 'barge'
        union all select 'file' from files where kind = 'barge' and record_id is not null`,
      values: [`k_${storage}`, id],
    });
    expect(rest).toEqual([]);
  });
});
