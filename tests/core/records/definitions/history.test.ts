// Whoever changes what the company's records are leaves a line: who, what, from what to what, and when.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DefinitionChange } from "../../../../core/records/definitions/definition-history.ts";
import { services } from "../../../../core/sdk/services.ts";
import { until } from "../../../support/until.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { defineVessel } from "../../../support/vessels.ts";

let app: TestApp;
let admin: TestPerson;
let region: { id: string; version: number };

type Answer = Record<string, unknown> & { id: string; version: number };

const sent = async (method: string, path: string, body?: object, version?: number | string): Promise<Answer> => {
  const match = version === undefined ? {} : { "If-Match": version === "*" ? "*" : `"v${version}"` };
  const answer = await admin.api(method, `/api/v1/${path}`, body, match);
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.status === 204 ? ({} as Answer) : ((await answer.json()) as Answer);
};

const told = async (query = "", who = admin): Promise<DefinitionChange[]> =>
  ((await (await who.api("GET", `/api/v1/definition-changes${query}`)).json()) as { data: DefinitionChange[] }).data;

/** The newest line. */
const last = async (): Promise<DefinitionChange | undefined> => (await told())[0];

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin", { name: "Adina" });
});
afterAll(() => app.stop());

describe("a line tells who did what, from what to what", () => {
  test("of a field that is added, renamed, relabelled, put away and dropped", async () => {
    const schema = { "x-type": "text", "x-label": { en: "Region" } };
    region = await sent("POST", "fields", { kind: "deal", key: "region", schema });
    expect(await last()).toMatchObject({
      sort: "field",
      kind: "deal",
      title: "region",
      subject: region.id,
      actorId: admin.id,
      actorName: "Adina",
      source: "api",
      before: null,
      after: { key: "region", schema },
    });
    region = await sent("PATCH", `fields/${region.id}`, { key: "area", label: { en: "Area" } }, region.version);
    expect(await last()).toMatchObject({
      before: { key: "region", schema: { "x-label": { en: "Region" } } },
      after: { key: "area", schema: { "x-label": { en: "Area" } } },
    });
    region = await sent("DELETE", `fields/${region.id}`, undefined, region.version);
    expect(await last()).toMatchObject({ before: { state: "active" }, after: { state: "archived" } });
    region = await sent("PATCH", `fields/${region.id}`, { state: "active" }, region.version);
    expect(await last()).toMatchObject({ before: { state: "archived" }, after: { state: "active" } });
  });

  test("of a field that gets another place, and not of those that make room for it", async () => {
    const other = await sent("POST", "fields", { kind: "deal", key: "other", schema: { "x-type": "text" } });
    await sent("PATCH", `fields/${other.id}`, { position: 1 }, other.version);
    expect(await last()).toMatchObject({ subject: other.id, before: { position: 2 }, after: { position: 1 } });
    expect((await told()).filter(({ after }) => after && "position" in after)).toHaveLength(1);
    expect(await (await admin.visit("/changes/definitions")).text()).toMatch(/Place[\s\S]{0,200}2[\s\S]{0,200}1/);
  });

  test("of a rule", async () => {
    const rule = await sent("POST", "rules", { kind: "deal", name: "Big", effect: "required", field: "source" });
    const changed = await sent("PATCH", `rules/${rule.id}`, { condition: "amount > 5" }, rule.version);
    expect(await last()).toMatchObject({
      sort: "rule",
      title: "Big",
      before: { condition: null },
      after: { condition: "amount > 5" },
    });
    await sent("DELETE", `rules/${rule.id}`, undefined, changed.version);
    expect(await last()).toMatchObject({ before: { state: "active" }, after: { state: "archived" } });
  });

  test("of who sees a field, as one line per role", async () => {
    const access = (mode: string) =>
      sent("PATCH", "field-access/deal", { fields: { "custom.area": { sales: mode } } }, "*");
    const before = (await told()).length;
    await access("hidden");
    await access("masked");
    await access("edit");
    const lines = (await told()).slice(0, (await told()).length - before);
    expect(lines.map(({ sort, before: was, after }) => [sort, was?.["mode"], after?.["mode"]])).toEqual([
      ["access", "masked", undefined],
      ["access", "hidden", "masked"],
      ["access", undefined, "hidden"],
    ]);
  });

  test("of a layout, a word, and a kind", async () => {
    const layout = await sent("GET", "layouts/deal");
    await sent("PUT", "layouts/deal", { ...(layout["layout"] as object), list: ["name", "amount"] }, "*");
    expect(await last()).toMatchObject({
      sort: "layout",
      kind: "deal",
      subject: "",
      after: { layout: { list: ["name", "amount"] } },
    });
    await sent("PATCH", "words/en", { "deals.one": "Project" }, "*");
    expect(await last()).toMatchObject({
      sort: "word",
      kind: null,
      subject: "en/deals.one",
      after: { message: "Project" },
    });
    await defineVessel(admin);
    const made = (await told("?kind=vessel")).map(({ sort, title }) => `${sort} ${title}`);
    expect(made.toSorted()).toEqual(["field client", "field imo", "field price", "field state", "kind vessel"]);
  });

  test("of pipelines and stages, which are records, in the feed of changes", async () => {
    await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
    // The feed waits for transactions that are under way, those of other databases of the server too.
    const types = async (): Promise<string[]> => {
      const { data } = await sent("GET", "changes?types=pipeline.*,stage.*");
      const mine = (data as { type: string; actorId: string }[]).filter(({ actorId }) => actorId === admin.id);
      return [...new Set(mine.map(({ type }) => type))].toSorted();
    };
    await until(async () => (await types()).length === 2);
    expect(await types()).toEqual(["pipeline.created", "stage.created"]);
    expect(await (await admin.visit("/changes")).text()).toContain("Stage");
  });

  test("and of nothing where nothing changed", async () => {
    const before = (await told()).length;
    region = await sent("PATCH", `fields/${region.id}`, { label: { en: "Area" } }, region.version);
    expect((await told()).length).toBe(before);
  });
});

describe("the page", () => {
  test("tells it in words, with a way to what was changed", async () => {
    const html = await (await admin.visit("/changes/definitions")).text();
    expect(html).toContain("Adina, ");
    expect(html).toContain(`/settings/fields/${region.id}`);
    expect(html).toMatch(/<del>Region<\/del>[\s\S]*<ins>Area<\/ins>/);
    expect(html).toMatch(/<del>hidden<\/del>[\s\S]*<ins>masked<\/ins>/);
    expect(html).toContain('aria-current="page"');
    expect(await (await admin.visit("/changes")).text()).toContain("/changes/definitions");
  });

  test("goes on where the last one ended", async () => {
    const words = app.get(services.ownWords);
    for (let at = 0; at < 55; at++) await words.save(admin.actor, "en", { "deals.one": `Project ${at}` });
    const first = await sent("GET", "definition-changes");
    const { next } = first["page"] as { next: string };
    const second = await told(`?before=${next}`);
    expect([(first["data"] as unknown[]).length, BigInt(second[0]?.seq ?? 0) < BigInt(next)]).toEqual([50, true]);
    expect(await (await admin.visit("/changes/definitions")).text()).toContain(`?before&#x3D;${next}`);
    expect((await admin.api("GET", "/api/v1/definition-changes?before=x")).status).toBe(400);
  });
});

describe("whoever may change no definition", () => {
  test("is told nothing", async () => {
    const boris = await app.person("sales");
    expect((await boris.api("GET", "/api/v1/definition-changes")).status).toBe(403);
    expect((await boris.visit("/changes/definitions")).status).toBe(403);
    expect(await (await boris.visit("/changes")).text()).not.toContain("/changes/definitions");
  });

  test("is told nothing of a kind with a field they do not see, when they may change others", async () => {
    await setAccess(app, "deal", { amount: { manager: "hidden" } });
    await app.grant("manager", "fields.change", "all");
    const lead = await app.person("manager");
    const lines = await told("", lead);
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(["vessel"]));
    expect(new Set(lines.map(({ sort }) => sort))).toEqual(new Set(["field"]));
  });
});

test("what was written down is neither changed nor removed", async () => {
  const change = app.db.query({ text: "update definition_changes set actor_id = 'nobody'" });
  await expect(change).rejects.toThrow("only grows");
  await expect(app.db.query({ text: "delete from definition_changes" })).rejects.toThrow("only grows");
});
