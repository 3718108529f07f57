// Everything a plugin's files can say wrongly, each told with its file and place.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadWords } from "../../../../core/i18n/words.ts";
import { readPlugin } from "../../../../core/plugins/manifest/read-plugin.ts";
import { copyOfVisits, emptyFolder, faultsIn } from "../../../support/plugin-folder.ts";
import { root } from "../../../support/sources.ts";

// oxlint-disable-next-line typescript/no-explicit-any
type Change = (content: any) => unknown;
type Case = readonly [what: string, file: string, change: Change, fault: string];

// oxlint-disable-next-line typescript/no-explicit-any
const datasetOf = (manifest: any, more: object): void =>
  void (manifest.contributes.datasets = [{ id: "visits.all", label: "visits.many", kind: "visit", ...more }]);

describe("a plugin with mistakes", () => {
  const manifest: readonly Case[] = [
    ["an id that is a way", "plugin.json", (m) => void (m.id = "../x"), "plugin.json#/id: plugins.wrong_form"],
    [
      "an id that is a longer way",
      "plugin.json",
      (m) => void (m.id = "a/../../b"),
      "plugin.json#/id: plugins.wrong_form",
    ],
    ["an id with a NUL", "plugin.json", (m) => void (m.id = "visits\u0000"), "plugin.json#/id: plugins.wrong_form"],
    ["an id in capitals", "plugin.json", (m) => void (m.id = "Visits"), "plugin.json#/id: plugins.wrong_form"],
    ["no id", "plugin.json", (m) => void delete m.id, "plugin.json#/: plugins.word_needed"],
    ["an unknown word", "plugin.json", (m) => void (m.hooks = []), "plugin.json#/hooks: plugins.unknown_word"],
    [
      "a version that is none",
      "plugin.json",
      (m) => void (m.version = "1.0"),
      "plugin.json#/version: plugins.bad_version",
    ],
    [
      "a range that is none",
      "plugin.json",
      (m) => void (m.engines.trellis = "new"),
      "plugin.json#/engines/trellis: plugins.bad_range",
    ],
    [
      "a need of itself",
      "plugin.json",
      (m) => void (m.dependencies = { visits: "*" }),
      "plugin.json#/dependencies/visits: plugins.names_itself",
    ],
    [
      "a need it excludes",
      "plugin.json",
      (m) => void Object.assign(m, { dependencies: { stock: "*" }, conflicts: { stock: "*" } }),
      "plugin.json#/conflicts/stock: plugins.needs_and_excludes",
    ],
    [
      "a dataset over a field its kind has not",
      "plugin.json",
      (m) => datasetOf(m, { fields: ["visitOn", "distance"] }),
      "plugin.json#/contributes/datasets/0/fields: unknown_field",
    ],
    [
      "a dataset with a filter that no list takes",
      "plugin.json",
      (m) => datasetOf(m, { filter: { field: "state", op: "contains", value: "done" } }),
      "plugin.json#/contributes/datasets/0/filter: plugins.bad_filter",
    ],
    [
      "something about people in a field its kind has not",
      "plugin.json",
      (m) => void (m.data = { personal: ["visit.notes", "visit.phone"] }),
      "plugin.json#/data/personal/1: unknown_field",
    ],
    [
      "a dataset without a word for it",
      "plugin.json",
      (m) => datasetOf(m, { label: "visits.all" }),
      "plugin.json#/contributes/datasets/0/label: plugins.unknown_key",
    ],
    [
      "another's right",
      "plugin.json",
      (m) => void (m.permissions[0].id = "deals.plan"),
      "plugin.json#/permissions/0: plugins.name_not_own",
    ],
    [
      "a kind's right once more",
      "plugin.json",
      (m) => void (m.permissions[0].id = "visits.read"),
      "plugin.json#/permissions/0: plugins.right_of_kind",
    ],
    [
      "a menu without a right",
      "plugin.json",
      (m) => void delete m.contributes.menus[0].permission,
      "plugin.json#/contributes/menus/0: plugins.word_needed",
    ],
    [
      "a menu with a right nobody declared",
      "plugin.json",
      (m) => void (m.contributes.menus[0].permission = "visits.see"),
      "plugin.json#/contributes/menus/0/permission: plugins.right_not_declared",
    ],
    [
      "a menu that leads elsewhere",
      "plugin.json",
      (m) => void (m.contributes.menus[0].path = "/deals"),
      "plugin.json#/contributes/menus/0/path: plugins.address_not_own",
    ],
    [
      "a menu without a word",
      "plugin.json",
      (m) => void (m.contributes.menus[0].label = "visits.menu"),
      "plugin.json#/contributes/menus/0/label: plugins.unknown_key",
    ],
    [
      "a route without a right",
      "plugin.json",
      (m) => void (m.contributes.routes = [{ path: "/visits/map" }]),
      "plugin.json#/contributes/routes/0: plugins.word_needed",
    ],
    [
      "a route and no code",
      "plugin.json",
      (m) => void (m.contributes.routes = [{ path: "/visits/map", permission: "public" }]),
      "plugin.json#/contributes/routes: plugins.no_code",
    ],
    ["code that is not there", "plugin.json", (m) => void (m.main = "index.ts"), "plugin.json#/main: plugins.no_file"],
    [
      "code outside of the folder",
      "plugin.json",
      (m) => void (m.main = "../index.ts"),
      "plugin.json#/main: plugins.wrong_form",
    ],
    [
      "a file that is not there",
      "plugin.json",
      (m) => void m.kinds.push("kinds/trip.json"),
      "plugin.json#/kinds/1: plugins.no_file",
    ],
    ["a file that is not named", "plugin.json", (m) => void (m.kinds = []), "kinds/visit.json: plugins.not_named"],
    [
      "a migration that is not there",
      "plugin.json",
      (m) => void (m.migrations = [{ id: "0001-x", phase: "expand" }]),
      "plugin.json#/migrations/0: plugins.no_file",
    ],
  ];
  const parts: readonly Case[] = [
    [
      "a kind with the name of an area",
      "kinds/visit.json",
      (k) => void (k.plural = "deals"),
      "kinds/visit.json#/plural: plugins.reserved_name",
    ],
    [
      "a kind with an address of the core",
      "kinds/visit.json",
      (k) => void (k.plural = "api"),
      "kinds/visit.json#/plural: plugins.reserved_name",
    ],
    [
      "a field of an unknown type",
      "kinds/visit.json",
      (k) => void (k.fields.place["x-type"] = "map"),
      "kinds/visit.json#/fields/place/x-type: bad_word",
    ],
    [
      "a field with an unknown word",
      "kinds/visit.json",
      (k) => void (k.fields.place.$ref = "#"),
      "kinds/visit.json#/fields/place/$ref: unknown_word",
    ],
    [
      "a field with a key of the engine",
      "kinds/visit.json",
      (k) => void (k.fields.createdAt = { "x-type": "date" }),
      "kinds/visit.json#/fields/createdAt: bad_key",
    ],
    [
      "two fields in one column",
      "kinds/visit.json",
      (k) => void (k.fields.dealId = { "x-type": "text" }),
      "kinds/visit.json#/fields/dealId: plugins.same_column",
    ],
    [
      "a column of no field",
      "kinds/visit.json",
      (k) => void k.listColumns.push("price"),
      "kinds/visit.json#/listColumns/5: unknown_field",
    ],
    [
      "a board by a text",
      "kinds/visit.json",
      (k) => void (k.boardField = "place"),
      "kinds/visit.json#/boardField: plugins.wrong_field_type",
    ],
    [
      "a label nobody wrote",
      "kinds/visit.json",
      (k) => void (k.fields.place["x-label"] = "visits.field.where"),
      "kinds/visit.json#/fields/place/x-label: plugins.unknown_key",
    ],
    [
      "an unknown formula",
      "kinds/visit.json",
      (k) =>
        void (k.fields.cost = { "x-type": "formula", "x-formula": "price * 2", "x-result": { "x-type": "decimal" } }),
      "kinds/visit.json#/fields/cost/x-formula: expression_unknown_name",
    ],
    [
      "a field key that cannot be",
      "fields/deal-visit-report.json",
      (f) => void (f.key = "created_At"),
      "fields/deal-visit-report.json#/key: plugins.wrong_form",
    ],
    [
      "a field for its own kind",
      "fields/deal-visit-report.json",
      (f) => void (f.kind = "visit"),
      "fields/deal-visit-report.json#/kind: plugins.field_of_own_kind",
    ],
    [
      "a choice of nothing",
      "fields/deal-visit-report.json",
      (f) => void (f.schema = { "x-type": "choice" }),
      "fields/deal-visit-report.json#/schema/x-options: required",
    ],
    [
      "a rule with no such effect",
      "rules/won-deals-have-a-report.json",
      (r) => void (r.effect = "hidden"),
      "rules/won-deals-have-a-report.json#/effect: plugins.no_choice",
    ],
    [
      "a rule for a field its kind has not",
      "rules/won-deals-have-a-report.json",
      (r) => void Object.assign(r, { kind: "visit" }),
      "rules/won-deals-have-a-report.json#/field: unknown_field",
    ],
    [
      "a stage its board has not",
      "rules/won-deals-have-a-report.json",
      (r) => void Object.assign(r, { kind: "visit", field: "notes", condition: null, stage: "sold" }),
      "rules/won-deals-have-a-report.json#/stage: not_an_option",
    ],
    [
      "a word of another",
      "locales/en.json",
      (w) => void (w["deals.one"] = "Sale"),
      "locales/en.json#/deals.one: plugins.key_not_own",
    ],
    [
      "a word missing in one language",
      "locales/bg.json",
      (w) => void delete w["visits.one"],
      "locales/bg.json#/visits.one: plugins.text_missing",
    ],
    [
      "a word too many in one language",
      "locales/bg.json",
      (w) => void (w["visits.more"] = "още"),
      "locales/bg.json#/visits.more: plugins.text_unknown",
    ],
    [
      "a word with a brace too few",
      "locales/es.json",
      (w) => void (w["visits.one"] = "Visita {"),
      "locales/es.json#/visits.one: plugins.text_broken",
    ],
    [
      "a word with another value",
      "locales/es.json",
      (w) => void (w["visits.one"] = "Visita {n}"),
      "locales/es.json#/visits.one: plugins.text_values",
    ],
    [
      "an empty word",
      "locales/de.json",
      (w) => void (w["visits.one"] = " "),
      "locales/de.json#/visits.one: plugins.text_empty",
    ],
  ];

  test.each([...manifest, ...parts])("%s", async (_what, file, change, fault) => {
    const folder = await copyOfVisits();
    await folder.edit(file, change);
    expect(await faultsIn(folder)).toContain(fault);
  });

  test("hears of all of them at once, each in words of every language that say what and where", async () => {
    const folder = await copyOfVisits();
    await folder.edit("plugin.json", (m) => void Object.assign(m, { id: "A", hooks: [] }));
    await folder.edit("kinds/visit.json", (k) => void (k.fields.place["x-type"] = "map"));
    await folder.remove("locales/de.json");
    await folder.write("templates/list.hbs", "{{#if a}}");
    const read = await readPlugin(folder.path);
    const problems = read.ok ? [] : read.problems;
    expect(new Set(problems.map(({ pointer }) => pointer.split("#")[0]))).toEqual(
      new Set(["plugin.json", "kinds/visit.json", "locales/de.json", "templates/list.hbs"]),
    );
    const words = loadWords(root);
    for (const { message, values } of problems)
      for (const language of ["en", "de", "es", "bg", "zh-Hans"]) {
        const said = words.t(language, message, values);
        expect(said).not.toBe(message);
        expect(said).not.toMatch(/undefined|\{[a-z]/);
      }
  });

  test("need not be a plugin at all", async () => {
    const folder = await emptyFolder();
    expect(await faultsIn(folder)).toEqual(["plugin.json: plugins.no_file"]);
    for (const [text, code] of [
      ["{", "no_json"],
      ["[]", "no_object"],
      [`"${"x".repeat(300_000)}"`, "json_too_large"],
    ]) {
      await folder.write("plugin.json", text!);
      expect(await faultsIn(folder)).toEqual([`plugin.json: plugins.${code}`]);
    }
    expect(await readPlugin(join(folder.path, "nowhere"))).toMatchObject({ ok: false });
  });
});
