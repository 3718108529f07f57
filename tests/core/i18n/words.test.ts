import { describe, expect, test } from "vitest";
import { Words } from "../../../core/i18n/words.ts";

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
