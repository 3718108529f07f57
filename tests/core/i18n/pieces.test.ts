import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { languages } from "../../../core/i18n/languages.ts";
import { argumentsOf, compiled, plainText } from "../../../core/i18n/pieces.ts";
import { loadWords } from "../../../core/i18n/words.ts";

const words = loadWords(resolve(import.meta.dirname, "../../.."));

describe("a message of text and plain arguments", () => {
  test.each(languages)("reads as the formatter would write it: %s", (language) => {
    let seen = 0;
    for (const key of words.keysUnder("")) {
      const message = compiled(words.original(language, key) ?? "", language);
      const pieces = message.getAst();
      const values = Object.fromEntries(argumentsOf(pieces).map(({ name }, at) => [name, at % 2 ? `<${at}> ‹x›` : at]));
      const text = plainText(pieces, values);
      if (text === undefined) continue;
      seen++;
      expect([key, text]).toEqual([key, message.format(values)]);
    }
    expect(seen).toBeGreaterThan(1_000);
  });

  test("is left to the formatter where a value is missing or no plain one", () => {
    const pieces = compiled("Hello {name}", "en").getAst();
    expect(plainText(pieces, {})).toBeUndefined();
    expect(plainText(pieces, { name: null })).toBeUndefined();
    expect(plainText(compiled("{n, plural, one {# day} other {# days}}", "en").getAst(), { n: 3 })).toBeUndefined();
  });
});
