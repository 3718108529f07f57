import { describe, expect, test } from "vitest";
import { chooseLanguage, languageFor } from "../../../core/i18n/languages.ts";

describe("the language of an answer", () => {
  test("is the person's before the cookie's, the browser's and the company's", () => {
    expect(chooseLanguage({ person: "bg", cookie: "de", acceptLanguage: "es", company: "en" })).toBe("bg");
    expect(chooseLanguage({ cookie: "de", acceptLanguage: "es", company: "bg" })).toBe("de");
    expect(chooseLanguage({ acceptLanguage: "es-MX,es;q=0.9", company: "bg" })).toBe("es");
    expect(chooseLanguage({ acceptLanguage: "fr", company: "bg" })).toBe("bg");
    expect(chooseLanguage({})).toBe("en");
  });

  test("follows the browser's order of wishes, and never what it refuses", () => {
    expect(chooseLanguage({ acceptLanguage: "en;q=0.2, de;q=0.9, bg;q=0" })).toBe("de");
    expect(chooseLanguage({ acceptLanguage: "bg;q=0", company: "es" })).toBe("es");
  });

  test("is ours for any region's", () => {
    expect(["de-AT", "zh-CN", "zh", "EN-gb", "bg-BG", "pt"].map(languageFor)).toEqual([
      "de",
      "zh-Hans",
      "zh-Hans",
      "en",
      "bg",
      undefined,
    ]);
  });

  test("survives nonsense", () =>
    expect(chooseLanguage({ acceptLanguage: `;;q=x,${"a".repeat(9999)}`, cookie: "../../x" })).toBe("en"));
});
