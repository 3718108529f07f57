import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCatalogue, readPluginCatalogue } from "../../../core/i18n/catalogue.ts";
import { languages } from "../../../core/i18n/languages.ts";
import { Words } from "../../../core/i18n/words.ts";
import { filesIn } from "../../support/files-in.ts";

const of = (pairs: Record<string, string>) => new Map(Object.entries(pairs));
const none = of({});
const catalogue = {
  en: of({ greet: "Hello {name}", deals: "{n, plural, one {# deal} other {# deals}}", only: "English" }),
  bg: of({ greet: "Здравей, {name}", deals: "{n, plural, one {# сделка} other {# сделки}}" }),
  de: none,
  es: none,
  "zh-Hans": none,
};

describe("a word", () => {
  const words = new Words(catalogue);

  test("takes values and counts as its language does", () => {
    expect(words.t("bg", "greet", { name: "Ана" })).toBe("Здравей, Ана");
    expect(words.t("bg", "deals", { n: 1200 })).toBe("1200 сделки");
    expect(words.t("en", "deals", { n: 1 })).toBe("1 deal");
  });

  test("nobody translated is English, one nobody wrote is its key", () => {
    expect(words.t("de", "only")).toBe("English");
    expect(words.t("fr", "only")).toBe("English");
    expect(words.t("de", "no.such")).toBe("no.such");
  });

  test("never takes HTML or patterns from values", () => {
    expect(words.t("en", "greet", { name: "<b>{name}</b>" })).toBe("Hello <b>{name}</b>");
  });

  test("can be the company's own", () => {
    const own = new Words(catalogue);
    own.override({ en: { deals: "{n, plural, one {# project} other {# projects}}" } });
    expect(own.t("en", "deals", { n: 2 })).toBe("2 projects");
    expect(own.t("bg", "deals", { n: 2 })).toBe("2 сделки");
    own.override({});
    expect(own.t("en", "deals", { n: 2 })).toBe("2 deals");
  });
});

describe("the words of a plugin", () => {
  const theirs = {
    en: of({ "stock.many": "Stock" }),
    de: of({ "stock.many": "Lager" }),
    bg: none,
    es: none,
    "zh-Hans": none,
  };

  test("are there from the next word on, in every language it speaks", () => {
    const words = new Words(catalogue);
    words.t("de", "stock.many");
    words.add(theirs);

    expect([words.t("de", "stock.many"), words.t("bg", "stock.many")]).toEqual(["Lager", "Stock"]);
    expect(words.keysUnder("stock.")).toEqual(["stock.many"]);
    expect(words.tried({ en: { "stock.many": "Goods" } }).t("en", "stock.many")).toBe("Goods");
  });

  test("go again and leave everything as it was", () => {
    const words = new Words(catalogue);
    const before = languages.map((language) => words.keysUnder("").map((key) => words.original(language, key)));
    const takeOut = words.add(theirs);
    words.keysUnder("stock.");
    words.t("de", "stock.many");
    takeOut();

    expect(languages.map((language) => words.keysUnder("").map((key) => words.original(language, key)))).toEqual(
      before,
    );
    expect([words.has("stock.many"), words.t("de", "stock.many"), words.keysUnder("stock.")]).toEqual([
      false,
      "stock.many",
      [],
    ]);
  });

  test("may go in any order", () => {
    const words = new Words(catalogue);
    const first = words.add(theirs);
    words.add({ ...theirs, en: of({ "plans.many": "Plans" }), de: none });
    first();

    expect([words.has("stock.many"), words.has("plans.many"), words.has("greet")]).toEqual([false, true, true]);
  });

  test("never replace a word that is there, and then none of them is added", () => {
    const words = new Words(catalogue);
    const greedy = { ...theirs, en: of({ "stock.many": "Stock", greet: "Mine" }) };

    expect(() => words.add(greedy)).toThrow('The word "greet" is already taken');
    expect([words.has("stock.many"), words.t("en", "greet", { name: "Ana" })]).toEqual([false, "Hello Ana"]);
  });

  test("are read from its own folder, and not with those of the product", () => {
    const root = filesIn({
      "core/deals/locales/en.json": '{ "deals.one": "Deal" }',
      "plugins/stock/locales/en.json": '{ "stock.many": "Stock" }',
    });

    expect([...readCatalogue(root).en.keys()]).toEqual(["deals.one"]);
    expect([...readPluginCatalogue(join(root, "plugins/stock")).en]).toEqual([["stock.many", "Stock"]]);
  });
});

describe("a sentence made with a noun", () => {
  const said = {
    en: of({
      "deals.one": "Deal",
      "deals.many": "Deals",
      "deals.gender": "n",
      new: "New {deals_one}",
      head: "{Deals_many} here",
    }),
    de: of({
      "deals.one": "Deal",
      "deals.many": "Deals",
      "deals.gender": "m",
      new: "{deals_gender, select, m {Neuer} f {Neue} other {Neues}} {deals_one}",
      head: "{n, plural, one {# {deals_one}} other {# {deals_many}}}",
    }),
    bg: none,
    es: none,
    "zh-Hans": none,
  };

  test("writes it as its language does", () => {
    const words = new Words(said);
    expect([words.t("en", "new"), words.t("en", "head"), words.t("de", "new")]).toEqual([
      "New deal",
      "Deals here",
      "Neuer Deal",
    ]);
  });

  test("follows when the noun is renamed, also inside of plurals", () => {
    const words = new Words(said);
    words.override({ de: { "deals.one": "Chance", "deals.many": "Chancen", "deals.gender": "f" } });
    expect([words.t("de", "new"), words.t("de", "head", { n: 2 })]).toEqual(["Neue Chance", "2 Chancen"]);
  });

  test("leaves a value alone that only looks like a noun", () => {
    const words = new Words({ ...said, en: of({ plain: "{other_one} {n}" }) });
    expect(words.t("en", "plain", { other_one: "x", n: "deals_one" })).toBe("x deals_one");
  });
});
