// A module that one team tries out does not touch the records of another, on whichever way they are written.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";
import { visits } from "../../../support/plugin-folder.ts";
import { until } from "../../../support/until.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;
/** Of the team that tries it out. */
let north: TestPerson;
let south: TestPerson;
let teams: { north: string; south: string };

const plugins = () => app.get(services.plugins);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  await cp(visits, join(folder, "visits"), { recursive: true });
  app = await startTestApp({ pluginsDir: folder, background: true });
  admin = await app.person("admin");
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  const team = async (name: string) => (await app.records.create(admin.actor, "team", { name })).id;
  teams = { north: await team("North"), south: await team("South") };
  [north, south] = [await app.person("sales", { team: teams.north }), await app.person("sales", { team: teams.south })];
  const pilot = { audience: { teams: [teams.north] }, agreed: "everything" } as const;
  await plugins().enable(admin.actor, "visits", pilot);
  const hook = `setup: for (const action of ["create", "change"]) host.before("contact", action, async (draft) =>
    draft.get("lastName") === "Refused" ? [{ pointer: "/lastName", code: "refused", message: "problem.required", values: {} }] : []);`;
  const hooks = ["create", "change"].map((action) => ({ kind: "contact", action }));
  await plugins().enable(
    admin.actor,
    await codePlugin(folder, { code: hook, manifest: { contributes: { hooks } } }),
    pilot,
  );
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const status = async (answer: Promise<Response>) => (await answer).status;
const refused = { lastName: "Refused" };

describe("its looks at records before they are saved", () => {
  test("concern the team's records, whoever writes them", async () => {
    expect(await status(north.api("POST", "/api/v1/contacts", refused))).toBe(422);
    expect(await status(admin.api("POST", "/api/v1/contacts", { ...refused, owner: north.id }))).toBe(422);
    const job = app.records.create(systemActor("night"), "contact", { ...refused, owner: north.id });
    await expect(job).rejects.toMatchObject({ status: 422 });
  });

  test("never those of another team: neither by hand, nor by a job, nor by an administrator", async () => {
    const made = await south.api("POST", "/api/v1/contacts", refused);
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    expect(await status(south.api("PATCH", `/api/v1/contacts/${id}`, { firstName: "Ann" }))).toBe(200);
    expect(await status(admin.api("PATCH", `/api/v1/contacts/${id}`, { firstName: "Eve" }))).toBe(200);
    await app.records.create(systemActor("night"), "contact", { ...refused, owner: south.id });
  });

  test("concern a record from the moment it goes over to the team", async () => {
    const { id } = await app.records.create(admin.actor, "contact", { ...refused, owner: south.id });
    expect(await status(admin.api("PATCH", `/api/v1/contacts/${id}`, { owner: north.id }))).toBe(422);
  });

  test("let a file of another team in", async () => {
    const take = async (person: TestPerson, name: string) => {
      const { token } = await app.get(services.people).tokens.create(person.id, { name: "import", scopes: ["*"] });
      const answer = await fetch(`${app.url}/api/v1/imports?type=contacts&run=true&name=${name}.csv`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/csv" },
        body: `last name,first name\nRefused,${name}\n`,
      });
      return answer.status;
    };
    expect([await take(south, "Sue"), await take(north, "Nora")]).toEqual([200, 422]);
    const named = async (name: string) =>
      (await app.records.list(admin.actor, "contact", { filter: { field: "firstName", op: "eq", value: name } })).data;
    await until(async () => (await named("Sue")).length === 1);
    expect(await named("Nora")).toEqual([]);
  });
});

describe("its rules", () => {
  const won = async (owner: TestPerson) => {
    const deal = await app.records.create(admin.actor, "deal", { name: "Boat", owner: owner.id });
    return (await admin.api("POST", `/api/v1/deals/${deal.id}/closure`, { outcome: "won" })).status;
  };

  test("ask the team's records for a field, and nobody else's", async () => {
    expect(await won(north)).toBe(422);
    expect(await won(south)).toBeLessThan(300);
  });

  test("hold for a person who joins the team, within seconds", async () => {
    const late = await app.person("sales", { team: teams.south });
    await app.db.query({ text: "update users set team_id = $1 where id = $2", values: [teams.north, late.id] });
    await until(async () => (await won(late)) === 422, 10_000);
  });
});

describe("its fields", () => {
  test("are there for the team, and for nobody else", async () => {
    const schema = async (person: TestPerson) => await (await person.api("GET", "/api/v1/schemas/deal")).text();
    expect(await schema(north)).toContain("visit_report");
    expect(await schema(south)).not.toContain("visit_report");
    const answer = await south.api("POST", "/api/v1/deals", { name: "Pier", custom: { visit_report: "We met." } });
    expect(answer.status).toBe(422);
    expect(await status(south.api("GET", "/api/v1/deals?filter[custom.visit_report]=x"))).toBe(400);
    expect(await (await south.visit("/deals/new")).text()).not.toContain("visit_report");
  });

  test("keep what they hold when somebody else saves the record", async () => {
    const custom = { visit_report: "We met." };
    const { id } = await app.records.create(admin.actor, "deal", { name: "Quay", owner: south.id, custom });
    expect(await status(south.api("PATCH", `/api/v1/deals/${id}`, { name: "Long quay" }))).toBe(200);
    expect(await app.records.get(admin.actor, "deal", id)).toMatchObject({ name: "Long quay", custom });
  });
});

describe("its own records", () => {
  test("are in no search, no list of kinds, and no OpenAPI document of somebody else", async () => {
    for (const action of ["read", "create"]) await app.grant("sales", `visits.${action}`, "all");
    [north, south] = [
      await app.person("sales", { team: teams.north }),
      await app.person("sales", { team: teams.south }),
    ];
    expect(await status(north.api("POST", "/api/v1/visits", { subject: "Lighthouse" }))).toBe(201);
    const found = async (person: TestPerson) => await (await person.visit("/search?q=Lighthouse")).text();
    expect(await found(north)).toContain(">Lighthouse");
    expect(await found(south)).not.toContain(">Lighthouse");
    const paths = async (person: TestPerson) => {
      const openapi = await (await person.api("GET", "/api/v1/openapi.json")).json();
      return Object.keys((openapi as { paths: object }).paths).filter((path) => path.startsWith("/api/v1/visits"));
    };
    expect((await paths(north)).length).toBeGreaterThan(3);
    expect(await paths(south)).toEqual([]);
  });
});
