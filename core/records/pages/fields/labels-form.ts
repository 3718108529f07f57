// Texts by language in a form: a box per language, `label.de`, and back.
import { type Language, languageNames, languages } from "../../../i18n/languages.ts";
import type { Option } from "../../fields/field.ts";

type Label = Option["label"];

export interface LabelBox {
  readonly language: Language;
  readonly name: string;
  readonly text: string;
}

/** A box per language, the reader's first. A text that is the same everywhere stands in the reader's. */
export function labelBoxes(label: Label | undefined, reader: Language): LabelBox[] {
  const text = (language: Language): string => {
    if (typeof label === "string") return language === reader ? label : "";
    return label?.[language] ?? "";
  };
  return [reader, ...languages.filter((other) => other !== reader)].map((language) => ({
    language,
    name: languageNames[language],
    text: text(language),
  }));
}

/**
 * The label that the boxes say; undefined when all are blank. Texts of languages without a box are kept, and one text
 * for everybody stays that as long as only the reader's box is filled in.
 */
export function labelFrom(texts: ReadonlyMap<Language, string>, before: Label | undefined): Label | undefined {
  const typed = [...texts]
    .map(([language, text]) => [language, text.trim()] as const)
    .filter(([, text]) => text !== "");
  const [first] = typed;
  if (!first) return undefined;
  if (typeof before === "string" && typed.length === 1) return first[1];
  const others =
    typeof before === "object" ? Object.entries(before).filter(([language]) => !texts.has(language as Language)) : [];
  return Object.fromEntries([...typed, ...others]);
}
