import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { root } from "../../../support/sources.ts";
import { defineVessel, vessel, vesselWords } from "../../../support/vessels.ts";

let app: TestApp;
let ana: TestPerson;
let sara: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  ana = await app.person("admin");
  sara = await app.person("sales");
});
afterAll(() => app.stop());

const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;
const problemsOf = async (answer: Response) =>
  ((await answer.json()) as { errors: { pointer: string; code: string }[] }).errors.map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );
const kinds = async () => ((await (await ana.api("GET", "/api/v1/kinds")).json()) as { data: { name: string }[] }).data;

describe("an administrator's kind", () => {
  test("is there with its fields as soon as it is defined, for whoever may read it", async () => {
    const made = await ana.api("POST", "/api/v1/kinds", vessel);
    expect([made.status, made.headers.get("location")]).toEqual([201, "/api/v1/kinds/vessel"]);
    expect(await made.json()).toMatchObject({
      name: "vessel",
      plural: "vessels",
      state: "active",
      owned: true,
      version: 1,
    });
    expect(await (await sara.api("GET", "/api/v1/kinds/vessel")).json()).not.toHaveProperty("storage");

    const ship = await sara.api("POST", "/api/v1/objects/vessels", { name: "Aurora", custom: { state: "planned" } });
    expect(ship.status).toBe(201);
    const { id } = (await ship.json()) as { id: string };
    expect(ship.headers.get("location")).toBe(`/api/v1/objects/vessels/${id}`);
    expect(await (await sara.visit("/vessels")).text()).toContain("Aurora");
  });

  test("stands under /objects alone, and the product's kinds do not", async () => {
    expect((await ana.api("GET", "/api/v1/vessels")).status).toBe(404);
    expect((await ana.api("GET", "/api/v1/objects/companies")).status).toBe(404);
    expect((await ana.api("GET", "/api/v1/objects/vessels")).status).toBe(200);
  });

  test("is an administrator's business", async () => {
    expect((await sara.api("POST", "/api/v1/kinds", { ...vessel, name: "x", plural: "xs" })).status).toBe(403);
    for (const [method, body] of [
      ["PATCH", { icon: "car" }],
      ["DELETE", undefined],
    ] as const)
      expect((await sara.api(method, "/api/v1/kinds/vessel", body, { "If-Match": "*" })).status).toBe(403);
  });

  test("changes only at the version that was read", async () => {
    const change = (headers: Record<string, string>) =>
      ana.api("PATCH", "/api/v1/kinds/vessel", { many: { en: "Ships" } }, headers);
    expect((await change({})).status).toBe(428);
    const { version } = (await (await ana.api("GET", "/api/v1/kinds/vessel")).json()) as { version: number };
    const changed = await change({ "If-Match": `"v${version}"` });
    expect(await changed.json()).toMatchObject({ many: { en: "Ships" }, one: vesselWords.one, version: version + 1 });
    expect((await change({ "If-Match": `"v${version}"` })).status).toBe(412);
    expect(await (await sara.visit("/vessels")).text()).toContain("Search in Ships");
    await ana.api("PATCH", "/api/v1/kinds/vessel", { many: vesselWords.many }, { "If-Match": "*" });
  });

  test("follows its fields when they get another key", async () => {
    const { data } = (await (await ana.api("GET", "/api/v1/fields?kind=vessel")).json()) as {
      data: { id: string; key: string }[];
    };
    const { id } = data.find(({ key }) => key === "state")!;
    const key = (word: string) => ana.api("PATCH", `/api/v1/fields/${id}`, { key: word }, { "If-Match": "*" });
    expect((await key("stand")).status).toBe(200);
    const kind = await (await ana.api("GET", "/api/v1/kinds/vessel")).json();
    expect(kind).toMatchObject({ boardField: "custom.stand", listColumns: expect.arrayContaining(["custom.stand"]) });
    await key("state");
  });

  test("becomes shared and owned again without losing who had what", async () => {
    const other = await app.person("sales");
    const { id } = (await (await sara.api("POST", "/api/v1/objects/vessels", { name: "Sara's" })).json()) as {
      id: string;
    };
    const seen = async () => (await other.api("GET", `/api/v1/objects/vessels/${id}`)).status;
    expect(await seen()).toBe(404);
    await ana.api("PATCH", "/api/v1/kinds/vessel", { owned: false }, { "If-Match": "*" });
    expect(await seen()).toBe(200);
    await ana.api("PATCH", "/api/v1/kinds/vessel", { owned: true }, { "If-Match": "*" });
    expect(await seen()).toBe(404);
    expect(await (await sara.api("GET", `/api/v1/objects/vessels/${id}`)).json()).toMatchObject({ owner: sara.id });
  });
});

describe("docs/kinds.md", () => {
  test("shows an example that works as it stands", async () => {
    const page = await readFile(join(root, "docs/kinds.md"), "utf8");
    const [, example = ""] = / -d '(\{[^']*\})'/.exec(page) ?? [];
    const { status } = await ana.api("POST", "/api/v1/kinds", JSON.parse(example.replaceAll("vessel", "ferry")));
    expect(status).toBe(201);
  });
});

describe("a definition that cannot be", () => {
  const good = { name: "rig", plural: "rigs", one: { en: "Rig" }, many: { en: "Rigs" } };
  const define = (words: object) => ana.api("POST", "/api/v1/kinds", { ...good, ...words });

  test.each([
    ["__proto__", "bad_kind_name"],
    ["constructor", "name_reserved"],
    ["Rig", "bad_kind_name"],
    ["rig-x", "bad_kind_name"],
    ["a".repeat(42), "bad_kind_name"],
    ['x"; drop table users; --', "bad_kind_name"],
    ["schiff ", "bad_kind_name"],
    ["ключ", "bad_kind_name"],
    [{}, "bad_kind_name"],
    [null, "bad_kind_name"],
    ["company", "name_reserved"],
    ["deal", "name_reserved"],
  ])("because its name is %j", async (name, code) => {
    const answer = await define({ name });
    expect([answer.status, await problemsOf(answer)]).toEqual([422, [`/name ${code}`]]);
  });

  test.each([
    ["deals", "name_reserved"],
    ["settings", "name_reserved"],
    ["api", "name_reserved"],
    ["objects", "name_reserved"],
    ["login", "name_reserved"],
    ["assets", "name_reserved"],
    ["imports", "name_reserved"],
    ["fields", "name_reserved"],
    ["openapi-json", ""],
    ["views", "name_reserved"],
    ["changes", "name_reserved"],
    ["trash", "name_reserved"],
    ["new", "name_reserved"],
    ["search", "name_reserved"],
    ["records", "name_reserved"],
    ["roles", "name_reserved"],
    ["operations", "name_reserved"],
    ["Rigs", "bad_kind_plural"],
    ["a--b", "bad_kind_plural"],
    ["../etc", "bad_kind_plural"],
    ["rigs/new", "bad_kind_plural"],
    ["a".repeat(61), "bad_kind_plural"],
  ])("because its address is %j", async (plural, code) => {
    const answer = await define({ name: `rig_${plural.replace(/\W/g, "").slice(0, 20).toLowerCase()}`, plural });
    if (code === "") return expect(answer.status).toBe(201);
    expect([answer.status, await problemsOf(answer)]).toEqual([422, [`/plural ${code}`]]);
  });

  test.each([
    [{ one: {} }, "/one bad_names"],
    [{ one: undefined }, "/one required"],
    [{ one: { xx: "Rig" } }, "/one bad_names"],
    [{ many: { en: "x".repeat(61) } }, "/many bad_names"],
    [{ many: { en: "a\u0000b" } }, "/many bad_names"],
    [{ icon: "<svg>" }, "/icon not_an_option"],
    [{ owned: "yes" }, "/owned not_a_boolean"],
    [{ menu: -1 }, "/menu bad_menu_place"],
    [{ newKey: "dd" }, "/newKey bad_letter"],
    [{ newKey: "d" }, "/newKey letter_reserved"],
    [{ listColumns: ["custom.x"] }, "/listColumns no_such_field"],
    [{ listColumns: Array.from({ length: 31 }, () => "name") }, "/listColumns bad_columns"],
    [{ boardField: "name" }, "/boardField bad_board_field"],
    [{ hooks: "process.exit()" }, "/hooks unknown_setting"],
    [{ table: "users" }, "/table unknown_setting"],
    [{ storage: "x" }, "/storage unknown_setting"],
    [{ fields: [{ key: "name", schema: { "x-type": "text" } }] }, "/fields field_given_twice"],
    [{ fields: [{ key: "a", schema: { $ref: "http://x" } }] }, "/$ref unknown_word"],
  ])("because of %j", async (words, problem) => {
    const before = await kinds();
    const answer = await define(words);
    expect([answer.status, await problemsOf(answer)]).toEqual([422, [problem]]);
    expect(await kinds()).toEqual(before);
  });

  test("leaves no table behind when its last field is the wrong one", async () => {
    const tables = async () =>
      (await app.db.query({ text: "select 1 from pg_tables where tablename like 'k\\_%'" })).length;
    const before = await tables();
    const fields = [
      { key: "a", schema: { "x-type": "text" } },
      { key: "a", schema: { "x-type": "text" } },
    ];
    expect((await define({ fields })).status).toBe(422);
    expect(await tables()).toBe(before);
  });

  test.each([undefined, [], "vessel", 7, { fields: "x" }, { fields: [null] }, { fields: [{ key: "a" }] }])(
    "because %j is no definition",
    async (body) => {
      expect([400, 415, 422]).toContain((await ana.api("POST", "/api/v1/kinds", body)).status);
    },
  );
});

describe("one name", () => {
  test("goes to one of many who want it at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        ana.api("POST", "/api/v1/kinds", {
          name: "crane",
          plural: "cranes",
          one: { en: "Crane" },
          many: { en: "Cranes" },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await codeOf(answers.find(({ status }) => status === 409)!)).toBe("kinds.name_taken");
    expect((await kinds()).filter(({ name }) => name === "crane")).toHaveLength(1);
  });

  test("stays taken while the kind is archived, and its letter does not", async () => {
    await defineVessel(ana, { name: "barge", plural: "barges", newKey: "k" });
    await ana.api("DELETE", "/api/v1/kinds/barge", undefined, { "If-Match": "*" });
    const again = await ana.api("POST", "/api/v1/kinds", { ...vessel, name: "barge", plural: "barges", newKey: "x" });
    expect([again.status, await codeOf(again)]).toEqual([409, "kinds.name_taken"]);
    await defineVessel(ana, { name: "kayak", plural: "kayaks", newKey: "k" });
    const back = await ana.api("PATCH", "/api/v1/kinds/barge", { state: "active" }, { "If-Match": "*" });
    expect([back.status, await codeOf(back)]).toEqual([409, "kinds.letter_taken"]);
  });
});
