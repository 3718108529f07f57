// Values as people read them: a list of pieces, each a text that may be a link or carry a colour.
import { isObject } from "../../kernel/json.ts";
import type { Field } from "../fields/field.ts";
import { optionOf } from "../fields/types/choice.ts";
import { pathText } from "../fields/types/tree.ts";
import { type Rec, type Related, relatedIn, type Titles } from "../record.ts";
import { labelText } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { valueAt } from "./values.ts";

export interface Piece {
  readonly text: string;
  readonly href: string | null;
  /** Name of one of the theme's colours; the text is then shown as a badge. */
  readonly color: string | null;
}

export interface Shown {
  /** Nothing at all in the field. */
  readonly empty: boolean;
  /** Figures stand at the right, so that they can be compared. */
  readonly numeric: boolean;
  readonly pieces: readonly Piece[];
}

type Show = (value: unknown, field: Field, context: ShowContext) => readonly Piece[];

/** What views of any page need to know. */
export interface PageContext {
  readonly reader: Reader;
  /** Path of the pages of a kind, such as `companies`; undefined when it has none. */
  readonly pluralOf: (kind: string) => string | undefined;
}

interface ShowContext extends PageContext {
  readonly related: Titles;
}

const plain = (text: string): Piece => ({ text, href: null, color: null });
const link = (text: string, href: string): Piece => ({ text, href, color: null });
const badge = (text: string, color = "secondary"): Piece => ({ text, href: null, color });

const numericTypes = new Set(["integer", "decimal", "money", "percent", "duration", "rating", "autoNumber"]);

/** True for fields whose values are compared as figures. */
export const isNumeric = (field: Field): boolean => numericTypes.has(field.type.name);

/** How a record's field reads. */
export function shown(record: Rec, field: Field, context: PageContext): Shown {
  return shownValue(valueAt(record, field.path), field, { ...context, related: record.related ?? {} });
}

/** How a value reads that does not stand in a record any more, such as one in the history. */
export function shownValue(value: unknown, field: Field, context: ShowContext): Shown {
  if (field.withheld)
    return { empty: false, numeric: false, pieces: [plain(context.reader.say("records.value.withheld"))] };
  const empty = value === null || value === undefined || value === "";
  const show = special[field.type.name] ?? formatted;
  return { empty, numeric: isNumeric(field), pieces: empty ? [] : show(value, field, context) };
}

/** The same as one line of text, for titles and sentences. */
export const shownText = ({ pieces }: Shown): string => pieces.map((piece) => piece.text).join(", ");

const formatted: Show = (value, { type, schema }, { reader }) => [plain(type.format(value, schema, reader.reading))];

const chosen: Show = (value, { schema }, { reader }) => {
  const option = optionOf(schema, value);
  return [badge(option ? labelText(option.label, reader) : String(value), option?.color)];
};

const branch: Show = (value, { schema }, { reader }) => {
  const option = optionOf(schema, value);
  return [
    badge(
      pathText(schema, String(value), (label) => labelText(label, reader)),
      option?.color,
    ),
  ];
};

const referred: Show = (value, field, { related, pluralOf, reader }) => {
  const found = relatedIn({ related }, field.path);
  return found ? [titled(found, field, pluralOf)] : [plain(reader.say("records.value.hidden"))];
};

/** Those that may be seen by their names, the others as a number. */
const referredMany: Show = (value, field, { related, pluralOf, reader }) => {
  const found = [related[field.path] ?? []].flat();
  const unseen = (Array.isArray(value) ? value.length : 0) - found.length;
  const pieces = found.map((one) => titled(one, field, pluralOf));
  return unseen > 0 ? [...pieces, plain(reader.say("records.value.unseen", { count: unseen }))] : pieces;
};

function titled({ id, title }: Related, { schema }: Field, pluralOf: PageContext["pluralOf"]): Piece {
  const plural = pluralOf(String(schema["x-kind"] ?? ""));
  return plural ? link(title, `/${plural}/${id}`) : plain(title);
}

/** What a value of ids leads to, as far as it is known. */
export const relatedFor = (value: unknown, titleOf: (id: string) => Related | undefined): Titles[string] =>
  Array.isArray(value) ? value.flatMap((id) => titleOf(String(id)) ?? []) : (titleOf(String(value)) ?? null);

const each =
  (show: Show): Show =>
  (value, field, context) =>
    Array.isArray(value) ? value.flatMap((one) => show(one, field, context)) : [];

const dialled: Show = (value, { type, schema }, { reader }) => [
  link(type.format(value, schema, reader.reading), `tel:${String(value).replace(/[^+\d]/g, "")}`),
];

const channelHref: Readonly<Record<string, (value: string) => string>> = {
  email: (value) => `mailto:${value}`,
  phone: (value) => `tel:${value.replace(/[^+\d]/g, "")}`,
  site: (value) => value,
};

const channel: Show = (value) => {
  if (!isObject(value)) return [];
  const text = String(value["value"]);
  const href = channelHref[String(value["type"])]?.(text) ?? null;
  const label = value["label"] ? `${text} (${String(value["label"])})` : text;
  return [{ text: label, href: value["doNotUse"] ? null : href, color: null }];
};

const special: Readonly<Record<string, Show>> = {
  choice: chosen,
  choices: each(chosen),
  tree: branch,
  tags: each((value) => [badge(String(value))]),
  reference: referred,
  user: referred,
  team: referred,
  references: referredMany,
  email: (value) => [link(String(value), `mailto:${String(value)}`)],
  phone: dialled,
  url: (value) => [link(String(value).replace(/^https?:\/\/(www\.)?/, ""), String(value))],
  channels: each(channel),
  file: each((value) => (isObject(value) ? [link(String(value["name"]), `/files/${String(value["id"])}`)] : [])),
  boolean: (value, _field, { reader }) => [
    plain(reader.say(value === true ? "records.value.yes" : "records.value.no")),
  ],
  rating: (value) => [plain("★".repeat(Number(value)))],
};
