// Between the definition of a kind and what stands in the boxes of its form.
import { languages } from "../../../i18n/languages.ts";
import type { NewField } from "../../fields/add-field.ts";
import type { ByLanguage, OwnKind } from "../../own-kinds/own-kind.ts";
import { fold } from "../../search/fold.ts";

const wordParts = ["one", "many", "titleLabel"] as const;

/** The form of a kind that exists, or of a new one. */
export function typedOf(kind: OwnKind | undefined): URLSearchParams {
  const { icon = "box", owned = true, menu = 100, newKey = null, boardField = null, listColumns = [] } = kind ?? {};
  const words = wordParts.flatMap((part) =>
    languages.map((language): [string, string] => [`${part}.${language}`, kind?.[part]?.[language] ?? ""]),
  );
  return new URLSearchParams([
    ...words,
    ["icon", icon],
    ["owned", owned ? "yes" : "no"],
    ["menu", menu === null ? "" : String(menu)],
    ["newKey", newKey ?? ""],
    ["boardField", boardField ?? ""],
    ...listColumns.map((path): [string, string] => ["listColumns", path]),
    ["version", String(kind?.version ?? "")],
  ]);
}

/** What the form says about a plan, in the words of one; wrong numbers stay texts, so that the check names them. */
export function saidIn(typed: URLSearchParams): Record<string, unknown> {
  const text = (name: string): string => (typed.get(name) ?? "").trim();
  const menu = text("menu");
  return {
    one: wordsIn(typed, "one"),
    many: wordsIn(typed, "many"),
    titleLabel: emptyAsNull(wordsIn(typed, "titleLabel")),
    icon: text("icon"),
    owned: text("owned") !== "no",
    menu: menu === "" ? null : /^\d{1,5}$/.test(menu) ? Number(menu) : menu,
    newKey: text("newKey") || null,
  };
}

/** Columns and board, which only a kind with fields can say something about. */
export const arrangementIn = (typed: URLSearchParams): Record<string, unknown> => ({
  listColumns: ["name", ...typed.getAll("listColumns").filter((path) => path !== "name")],
  boardField: typed.get("boardField") || null,
});

function wordsIn(typed: URLSearchParams, part: string): ByLanguage {
  const pairs = languages.map((language) => [language, (typed.get(`${part}.${language}`) ?? "").trim()] as const);
  return Object.fromEntries(pairs.filter(([, word]) => word !== ""));
}

const emptyAsNull = (words: ByLanguage): ByLanguage | null => (Object.keys(words).length === 0 ? null : words);

/** Names for programs and addresses: those that were typed, else made from the words, `Müllschiff` → `mullschiff`. */
export function namesIn(typed: URLSearchParams, language: string): { name: string; plural: string } {
  const word = (part: string): string =>
    typed.get(`${part}.${language}`)?.trim() || Object.values(wordsIn(typed, part))[0] || "";
  return {
    name: typed.get("name")?.trim() || plainly(word("one"), "_").slice(0, 41),
    plural: typed.get("plural")?.trim() || plainly(word("many"), "-").slice(0, 60),
  };
}

const plainly = (word: string, joint: string): string =>
  fold(word)
    .replace(/[^a-z0-9]+/g, joint)
    .replace(/^[^a-z]+|[^a-z0-9]+$/g, "");

/** The choice field for the stages that were typed, one per line; undefined for none. */
export function stageField(typed: URLSearchParams, label: ByLanguage): NewField | undefined {
  const lines = [...new Set((typed.get("stages") ?? "").split("\n").map((line) => line.trim()))].filter(Boolean);
  if (lines.length === 0) return undefined;
  const options = lines.map((line) => ({ id: line.slice(0, 80), label: line }));
  return { key: "stage", schema: { "x-type": "choice", "x-label": label, "x-options": options } };
}
