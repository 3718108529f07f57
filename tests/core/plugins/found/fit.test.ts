import { describe, expect, test } from "vitest";
import { coreFacts } from "../../../../core/app/core-facts.ts";
import { Words } from "../../../../core/i18n/words.ts";
import { readCatalogue } from "../../../../core/i18n/catalogue.ts";
import { fitOf } from "../../../../core/plugins/found/fit.ts";
import type { HostFacts } from "../../../../core/plugins/found/host-facts.ts";
import { readPlugin } from "../../../../core/plugins/manifest/read-plugin.ts";
import { Kinds } from "../../../../core/records/kinds.ts";
import { copyOfVisits, type PluginFolder } from "../../../support/plugin-folder.ts";
import { root } from "../../../support/sources.ts";

const words = new Words(readCatalogue(root));
const facts = coreFacts(words);

async function misfits(folder: PluginFolder, here: HostFacts = facts): Promise<string[]> {
  const read = await readPlugin(folder.path);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return fitOf(read.value, here).map(({ pointer, code }) => `${pointer.replace("plugin.json#", "")}: ${code}`);
}

/** The core with kinds of somebody else. */
function withKind(owner: string, more: object): HostFacts {
  const kinds = new Kinds();
  for (const kind of facts.kinds.all()) kinds.add({ ...kind, fields: {} });
  kinds.add({
    name: "visit",
    plural: "visits",
    table: "k",
    icon: "box",
    fields: {},
    titleField: "name",
    listColumns: [],
    searchable: [],
    owner,
    ...more,
  });
  return { ...facts, kinds };
}

// oxlint-disable-next-line typescript/no-explicit-any
type Change = (content: any) => unknown;

describe("a plugin fits", () => {
  test("where it meets the API it was made for, and nobody has its names", async () => {
    expect(await misfits(await copyOfVisits())).toEqual([]);
  });

  test("still when it is on, and its names are its own", async () => {
    const on = {
      ...withKind("visits", { newKey: "v" }),
      isTaken: () => true,
      isOn: (id: string) => id === "visits",
      letters: new Set(["v"]),
    };
    const folder = await copyOfVisits();
    await folder.edit("plugin.json", (m) => void (m.contributes.menus[0].key = "v"));
    await folder.edit("kinds/visit.json", (k) => void (k.newKey = "v"));
    expect((await misfits(folder, on)).filter((one) => /taken/.test(one))).toEqual([]);
  });
});

// oxlint-disable-next-line typescript/no-explicit-any
const datasetOf = (manifest: any, dataset: object): void =>
  void (manifest.contributes.datasets = [{ id: "visits.all", label: "visits.many", ...dataset }]);

describe("a plugin does not fit", () => {
  const cases: readonly (readonly [what: string, file: string, change: Change, misfit: string])[] = [
    [
      "another API",
      "plugin.json",
      (m) => void (m.engines.trellis = "^9.0.0"),
      "/engines/trellis: plugins.other_engine",
    ],
    [
      "a kind nobody has that it asks for",
      "plugin.json",
      (m) => void (m.requests.kinds.invoice = ["read"]),
      "/requests/kinds/invoice: no_such_kind",
    ],
    [
      "a dataset of a kind nobody has",
      "plugin.json",
      (m) => datasetOf(m, { kind: "invoice" }),
      "/contributes/datasets/0/kind: no_such_kind",
    ],
    [
      "a dataset over a field that is not there",
      "plugin.json",
      (m) => datasetOf(m, { kind: "deal", fields: ["amount", "profit"] }),
      "/contributes/datasets/0/fields: unknown_field",
    ],
    [
      "a dataset whose filter asks about a field that is not in it",
      "plugin.json",
      (m) => datasetOf(m, { kind: "deal", fields: ["amount"], filter: { field: "status", op: "eq", value: "won" } }),
      "/contributes/datasets/0/filter: plugins.bad_filter",
    ],
    [
      "a right nobody has",
      "plugin.json",
      (m) => void (m.contributes.menus[0].permission = "deals.fly"),
      "/contributes/menus/0/permission: plugins.no_such_right",
    ],
    [
      "a reference to nowhere",
      "kinds/visit.json",
      (k) => void (k.fields.deal["x-kind"] = "invoice"),
      "/kinds: no_such_kind",
    ],
    [
      "a field for a kind nobody has",
      "fields/deal-visit-report.json",
      (f) => void (f.kind = "invoice"),
      "/fields/0: no_such_kind",
    ],
    [
      "a field for a kind that takes none",
      "fields/deal-visit-report.json",
      (f) => void (f.kind = "stage"),
      "/fields/0: plugins.fixed_kind",
    ],
    [
      "a field its kind has itself",
      "fields/deal-visit-report.json",
      (f) => void (f.key = "amount"),
      "/fields/0: plugins.field_taken",
    ],
    [
      "a rule over a field that is not there",
      "rules/won-deals-have-a-report.json",
      (r) => void (r.field = "custom.report"),
      "/stageRules/0/field: unknown_field",
    ],
    [
      "a rule with a mistake in its condition",
      "rules/won-deals-have-a-report.json",
      (r) => void (r.condition = "statuss == 'won'"),
      "/stageRules/0/condition: expression_unknown_name",
    ],
    [
      "a rule for a kind nobody has",
      "rules/won-deals-have-a-report.json",
      (r) => void (r.kind = "invoice"),
      "/stageRules/0: no_such_kind",
    ],
    [
      "a formula over a field that is not there",
      "fields/deal-visit-report.json",
      (f) => void (f.schema = { "x-type": "formula", "x-formula": "amountt * 2", "x-result": { "x-type": "decimal" } }),
      "/fields/0/x-formula: expression_unknown_name",
    ],
    [
      "a sum over a kind nobody has",
      "kinds/visit.json",
      (k) =>
        void (k.fields.cost = {
          "x-type": "rollup",
          "x-rollup": { kind: "invoice", via: "visit", how: "count" },
          "x-result": { "x-type": "integer" },
        }),
      "/kinds/0/x-rollup: unknown_kind",
    ],
  ];
  test.each(cases)("with %s", async (_what, file, change, misfit) => {
    const folder = await copyOfVisits();
    await folder.edit(file, change);
    expect(await misfits(folder)).toContain(misfit);
  });

  test("where a kind of somebody else has its name, its plural or its letter", async () => {
    const folder = await copyOfVisits();
    const byName = withKind("admin", { plural: "trips" });
    expect(await misfits(folder, byName)).toContain("/kinds: plugins.name_taken");
    expect((await misfits(folder, withKind("admin", { name: "trip" }))).sort()).toEqual(
      expect.arrayContaining(["/id: plugins.name_taken", "/kinds: plugins.name_taken"]),
    );
    await folder.edit("kinds/visit.json", (k) => void (k.newKey = "d"));
    expect(await misfits(folder)).toContain("/kinds: plugins.letter_taken");
  });

  test("where somebody answers at its address, or a menu has its letter", async () => {
    const folder = await copyOfVisits();
    await folder.edit("plugin.json", (m) => void (m.contributes.menus[0].key = "v"));
    const taken = { ...facts, isTaken: (name: string) => name === "visits", letters: new Set(["v"]) };
    expect(await misfits(folder, taken)).toEqual([
      "/id: plugins.name_taken",
      "/kinds: plugins.name_taken",
      "/contributes/menus: plugins.letter_taken",
    ]);
  });
});
