import { describe, expect, test } from "vitest";
import { openTemplates, renderFrom } from "../../../core/web/render.ts";
import { assets, clock, templatesOf, words } from "../../support/web.ts";

const frame = { language: "en", timeZone: "Europe/Sofia", csrf: "token" };

/** Templates of the product, and a way to add those of a plugin. */
function open() {
  const product = { "things/show": '{{> (lookup . "panel")}}', "things/_part": "<i>{{name}}</i>" };
  const templates = openTemplates([{ folder: templatesOf(product) }], { words, assets, clock });
  const render = renderFrom(templates);
  return {
    add: (sources: Readonly<Record<string, string>>, prefix = "stock") =>
      templates.add({ folder: templatesOf(sources), prefix }),
    show: (name: string, view: object) => render(name, view, frame),
  };
}

describe("the templates of a plugin", () => {
  test("are there at once, with their own parts and the product's", () => {
    const { add, show } = open();
    add({ list: "{{> stock/_row}}{{> things/_part}}", _row: "<b>{{name}}</b>" });

    expect(show("stock/list", { name: "Oak" })).toBe("<b>Oak</b><i>Oak</i>");
    expect(show("things/show", { panel: "stock/_row", name: "Oak" })).toBe("<b>Oak</b>");
  });

  test("go again, and may come back in another version", () => {
    const { add, show } = open();
    for (const said of ["one", "two"]) {
      const takeOut = add({ list: said, _row: said });
      expect(show("stock/list", {})).toBe(said);
      takeOut();
      expect(() => show("stock/list", {})).toThrow('There is no template "stock/list"');
      expect(() => show("things/show", { panel: "stock/_row" })).toThrow("stock/_row");
    }
    expect(show("things/_part", { name: "Oak" })).toBe("<i>Oak</i>");
  });

  test.each([
    ["a helper nobody knows", "fine\n{{stockOf name}}", /list\.hbs:2: .*stockOf/],
    ["a part nobody has", "fine\n{{> stock/_lost}}", /list\.hbs:2: There is no partial "stock\/_lost"/],
    ["a block that is left open", "fine\n{{#if name}}", /list\.hbs: Parse error on line 2/],
    ["the part of another plugin", "{{> plans/_row}}", /list\.hbs:1: There is no partial "plans\/_row"/],
  ])("with %s are refused as a whole, with the place", (_what, source, message) => {
    const { add, show } = open();
    add({ _row: "x" }, "plans");

    expect(() => add({ list: source, good: "good" })).toThrow(message);
    expect(() => show("stock/good", {})).toThrow("There is no template");
  });

  test("cannot take a name that is there", () => {
    const { add, show } = open();

    expect(() => add({ _part: "mine" }, "things")).toThrow('The name "things/_part" is already taken');
    expect(show("things/_part", { name: "Oak" })).toBe("<i>Oak</i>");
  });
});
