// The choices of a field as its form shows them: a row each, or lines of text when there are very many.
import { formatNumber } from "../../../i18n/formats.ts";
import { type Language, languageNames, languages } from "../../../i18n/languages.ts";
import type { FieldSchema, Option } from "../../fields/field.ts";
import { labelOf } from "../../fields/types/choice.ts";
import type { Reader } from "../reader.ts";
import { languageIn } from "./field-draft.ts";
import { colors, MOST_ROWS } from "./option-rows.ts";
import { branchLines, depths } from "./option-tree.ts";

export function optionsView(schema: FieldSchema, written: Language, reader: Reader) {
  const options = schema["x-options"] ?? [];
  const own = languageIn(reader.reading);
  const isTree = schema["x-type"] === "tree";
  const many = options.length > MOST_ROWS;
  return {
    isTree,
    many,
    lines: !many ? "" : isTree ? branchLines(options, own) : options.map(({ label }) => labelOf(label, own)).join("\n"),
    rows: many ? [] : options.map((option, at) => rowView(option, { at, written, own }, { options, isTree }, reader)),
    written,
    writtenIn: [own, ...languages.filter((other) => other !== own)].map((language) => ({
      language,
      name: languageNames[language],
      current: language === written,
    })),
  };
}

interface Row {
  readonly at: number;
  readonly written: Language;
  readonly own: Language;
}

function rowView(
  { id, label, color, archived, parent }: Option,
  { at, written, own }: Row,
  { options, isTree }: { readonly options: readonly Option[]; readonly isTree: boolean },
  { reading, say }: Reader,
) {
  const siblings = isTree ? options.filter((one) => one.parent === parent) : options;
  const text = labelOf(label, own);
  const translated = typeof label === "string" ? "" : (label[written] ?? "");
  return {
    id,
    /** Ids may have blanks in them, names of elements not. */
    dom: encodeURIComponent(id),
    at,
    number: formatNumber(reading.language, at + 1),
    label: text,
    /** In another language: what is there; the word of one's own stands behind it, to translate from. */
    text: written === own ? text : translated,
    depth: isTree ? (depths(options).get(id) ?? 0) : 0,
    color: color ?? "",
    archived: archived === true,
    first: siblings[0]?.id === id,
    last: siblings.at(-1)?.id === id,
    colors: colors.map((name) => ({
      name,
      label: say(name === "" ? "fields.color.none" : `fields.color.${name}`),
      chosen: name === (color ?? ""),
    })),
  };
}
