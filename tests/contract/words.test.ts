// Every visible word exists in every language, takes the same values everywhere, and is used by its key.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { languages } from "../../core/i18n/languages.ts";
import { genders, nounKey } from "../../core/i18n/nouns.ts";
import { argumentsOf, compiled, LITERAL, type Pieces } from "../../core/i18n/pieces.ts";
import { Words } from "../../core/i18n/words.ts";
import { pseudo } from "../support/pseudo-locale.ts";
import { everyWord } from "../support/words.ts";

const parse = (text: string): Pieces => compiled(text, "en").getAst();

const root = join(import.meta.dirname, "../..");
const catalogue = everyWord;
const english = [...catalogue.en.keys()];
const others = languages.filter((language) => language !== "en");

describe("the words", () => {
  test("are many", () => expect(english.length).toBeGreaterThan(100));

  test.each(others)("exist in %s exactly where they exist in English", (language) => {
    const theirs = [...catalogue[language].keys()];
    expect({ missing: without(english, theirs), unknown: without(theirs, english) }).toEqual({
      missing: [],
      unknown: [],
    });
  });

  test.each(languages)("are well-formed messages in %s", (language) => {
    expect([...catalogue[language]].flatMap(([key, text]) => mistakeIn(key, text))).toEqual([]);
  });

  test.each(others)("take the same values in %s as in English", (language) => {
    const different = english.filter(
      (key) => valuesOf(catalogue[language].get(key)) !== valuesOf(catalogue.en.get(key)),
    );
    expect(different).toEqual([]);
  });

  test.each(others)("are not left in English in %s", (language) => {
    const sentences = english.filter(
      (key) =>
        textsIn(parse(catalogue.en.get(key) ?? ""))
          .join(" ")
          .split(" ").length > 4,
    );
    expect(sentences.filter((key) => catalogue[language].get(key) === catalogue.en.get(key))).toEqual([]);
  });

  test("would notice a missing value", () => {
    expect(valuesOf("Moved to {stage}")).not.toBe(valuesOf("Verschoben"));
  });
});

describe("the nouns", () => {
  const nouns = english.flatMap((key) => (key.endsWith(".gender") ? [key.slice(0, -7)] : []));
  // Scopes such as deals:read are names of the API.
  const stems: Readonly<Record<string, Readonly<Record<(typeof languages)[number], RegExp>>>> = {
    deals: {
      en: /\bdeals?\b(?!:)/i,
      de: /\bdeals?\b(?!:)/i,
      es: /\boportunidad(es)?\b/i,
      bg: /сделк/i,
      "zh-Hans": /商机/,
    },
    pipelines: { en: /\bpipelines?\b/i, de: /\bpipelines?\b/i, es: /\bembudos?\b/i, bg: /процес/i, "zh-Hans": /流程/ },
    stages: { en: /\bstages?\b/i, de: /\bphasen?\b/i, es: /\betapas?\b/i, bg: /(^|\P{L})етап/iu, "zh-Hans": /阶段/ },
    teams: { en: /\bteams?\b/i, de: /\bteams?\b/i, es: /\bequipos?\b/i, bg: /екип/i, "zh-Hans": /团队/ },
  };
  // Here a word of the same sound means something else: a process of the server, a computer (equipo), a name of the API, what becomes of a customer.
  const homonyms =
    /^(cli\.|error\.(cli|app|db)\.|error\.plugins\.|problem\.configuration\.unknown_right$|(problem\.)?contacts\..*lifecycle|deals\.(help\.forecastC|forecast\.p))/;

  test.each(languages)("have a gender that %s knows", (language) => {
    const strange = nouns.filter(
      (noun) => !genders[language].includes(catalogue[language].get(`${noun}.gender`) ?? ""),
    );
    expect({ nouns, strange }).toEqual({
      nouns: ["contacts", "companies", "deals", "pipelines", "stages", "notes", "users", "teams"],
      strange: [],
    });
  });

  test.each(languages)("that sentences refer to exist in %s", (language) => {
    const missing = [...catalogue[language]].flatMap(([key, text]) =>
      argumentsOf(parse(text)).flatMap(({ name }) => {
        const noun = nounKey(name);
        return noun && !catalogue.en.has(noun) ? [`${key}: ${name}`] : [];
      }),
    );
    expect(missing).toEqual([]);
  });

  test.each(languages)("are never written out in %s, so that renaming one reaches every sentence", (language) => {
    for (const [noun, stem] of Object.entries(stems)) {
      const written = [...catalogue[language]].filter(
        ([key, text]) =>
          !new RegExp(`^${noun}\\.(one|many)$`).test(key) &&
          !homonyms.test(key) &&
          textsIn(parse(text)).some((one) => stem[language].test(one)),
      );
      expect({ noun, written: written.map(([key]) => key) }).toEqual({ noun, written: [] });
      expect(catalogue[language].get(`${noun}.many`)).toMatch(stem[language]);
    }
  });
});

describe("the keys", () => {
  const used = keysInTemplates();

  test("used by templates all exist", () => expect(used.filter(({ key }) => !catalogue.en.has(key))).toEqual([]));

  test("used by the code all exist", () => {
    expect(keysInCode().filter(({ key }) => !catalogue.en.has(key))).toEqual([]);
  });

  test("of every error that can be thrown have a sentence", () => {
    expect(errorCodes().filter(({ key }) => !catalogue.en.has(`error.${key}`))).toEqual([]);
  });
});

describe("the pseudo-locale", () => {
  test("keeps values and makes texts longer", () => {
    const words = new Words({ ...catalogue, de: new Map([...catalogue.en].map(([key, text]) => [key, pseudo(text)])) });
    expect(words.t("de", "web.problems", { count: 3 })).toMatch(/^\[.*3.*\]$/);
    expect(pseudo("Save").length).toBeGreaterThanOrEqual("Save".length * 1.4);
  });
});

const without = (some: readonly string[], those: readonly string[]): string[] => {
  const known = new Set(those);
  return some.filter((one) => !known.has(one));
};

function mistakeIn(key: string, text: unknown): string[] {
  try {
    if (typeof text !== "string" || text.trim() === "") return [`${key}: empty`];
    parse(text);
    return [];
  } catch (error) {
    return [`${key}: ${(error as Error).message}`];
  }
}

/** Names of all values of a message, sorted; plural forms and nouns differ by language and do not count. */
function valuesOf(text = ""): string {
  const names = argumentsOf(parse(text)).map(({ name }) => name);
  return [...new Set(names.filter((name) => !nounKey(name)))].sort().join(",");
}

/** All plain text of a message. */
const textsIn = (pieces: Pieces): string[] =>
  pieces.flatMap((piece) => {
    if (piece.type === LITERAL) return [piece.value];
    return "options" in piece ? Object.values(piece.options).flatMap(({ value }) => textsIn(value)) : [];
  });

function keysInTemplates(): { key: string; file: string }[] {
  const word = /(?:\{\{~?|\()t "([^"]+)"/g;
  return matches(["templates/**/*.hbs", "plugins/*/templates/**/*.hbs"], word);
}

/** Texts in the code that look like a word's key: two or more parts, the first of which begins a known key. */
function keysInCode(): { key: string; file: string }[] {
  const said = /\b(?:say\(\s*\w+,|words\.t\(\s*[\w.()]+,)\s*"([^"]+)"/g;
  const declared = /\b(?:label|title|"x-label"|"x-help"):\s*"([a-z]\w*(?:\.\w+)+)"/g;
  return [
    ...matches(["core/**/*.ts", "plugins/**/*.ts"], said),
    ...matches(["core/**/*.ts", "plugins/**/*.ts"], declared),
  ];
}

function errorCodes(): { key: string; file: string }[] {
  const thrown =
    /new (?:NotSignedIn|NotAllowed|NotFound|Conflict|BadRequest|TooMany|TooLarge|Unavailable|WrongType|WrongMethod)\(\s*"([^"]+)"/g;
  return matches(["core/**/*.ts", "plugins/**/*.ts"], thrown);
}

function matches(patterns: string[], pattern: RegExp): { key: string; file: string }[] {
  const files = globSync(patterns, { cwd: root }).filter((file) => !file.includes("/tests/"));
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(pattern)].map(([, key = ""]) => ({ key, file }));
  });
}
