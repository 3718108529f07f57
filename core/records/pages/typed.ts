// Between values and what stands in the boxes of a form. A field `amount` has the entries `amount` and `amount.currency`;
// lists have one entry per item. What a person typed comes back to them exactly as typed, also when it does not fit.
import { type Checked, fits } from "../../kernel/checked.ts";
import { isObject } from "../../kernel/json.ts";
import type { Field, Reading } from "../fields/field.ts";
import { clockText } from "../fields/types/duration.ts";

export type Entry = readonly [name: string, text: string];

/** The entries that a form shows for a value. */
export function entriesOf(field: Field, value: unknown, reading: Reading): readonly Entry[] {
  if (value === null || value === undefined) return [[field.path, ""]];
  const write = writers[field.type.name];
  return write ? write(field.path, value, reading) : [[field.path, field.type.format(value, field.schema, reading)]];
}

type Write = (path: string, value: unknown, reading: Reading) => readonly Entry[];

const asText: Write = (path, value) => [[path, String(value)]];
const asNumber: Write = (path, value, { language }) => [[path, localNumber(String(value), language)]];
const asItems: Write = (path, value) => [[path, ""], ...items(value).map((item): Entry => [path, String(item)])];
const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const asMoney: Write = (path, value, { language }) => {
  const { amount, currency } = isObject(value) ? value : { amount: value, currency: "" };
  return [
    [path, localNumber(String(amount), language)],
    [`${path}.currency`, String(currency)],
  ];
};

const asAddress: Write = (path, value) => [
  [path, ""],
  ...Object.entries(isObject(value) ? value : {}).map(([part, text]): Entry => [`${path}.${part}`, String(text ?? "")]),
];

const asFiles: Write = (path, value) => [
  [path, ""],
  ...items(value).map((file): Entry => [`${path}.kept`, JSON.stringify(file)]),
];

const channelParts = ["type", "value", "label", "use", "kept"] as const;

const asChannels: Write = (path, value) => [
  [path, ""],
  ...items(value).flatMap((item): Entry[] => {
    const { doNotUse, verifiedAt, reason, ...shown } = isObject(item) ? item : {};
    const parts = { ...shown, use: doNotUse ? "no" : "yes", kept: JSON.stringify({ verifiedAt, reason }) };
    return channelParts.map((part) => [`${path}.${part}`, String((parts as Record<string, unknown>)[part] ?? "")]);
  }),
];

const writers: Readonly<Record<string, Write>> = {
  integer: asText,
  duration: (path, value) => [[path, clockText(Number(value))]],
  rating: asText,
  decimal: asNumber,
  percent: asNumber,
  money: asMoney,
  date: asText,
  dateTime: (path, value, { timeZone }) => [[path, localTime(String(value), timeZone)]],
  boolean: asText,
  choice: asText,
  tree: asText,
  address: asAddress,
  file: asFiles,
  choices: asItems,
  reference: asText,
  user: asText,
  team: asText,
  references: asItems,
  channels: asChannels,
};

/** `1234.50` → `1234,50` where that is how people write it; without groups, which only get in the way of editing. */
function localNumber(text: string, language: string): string {
  const mark = new Intl.NumberFormat(language).formatToParts(0.5).find((part) => part.type === "decimal")?.value ?? ".";
  return text.replace(".", mark);
}

/** An instant as the browser's date-and-time box wants it: `2026-11-22T10:00` on the person's clock. */
function localTime(instant: string, timeZone: string): string {
  return new Date(instant).toLocaleString("sv-SE", { timeZone }).slice(0, 16).replace(" ", "T");
}

/** True when the form that was sent had this field in it. */
export const isTyped = (field: Field, typed: URLSearchParams): boolean => typed.has(field.path);

/** Reads what was typed into the boxes of a field. */
export function readField(field: Field, typed: URLSearchParams, reading: Reading): Checked<unknown> {
  const read = readers[field.type.name];
  return read ? read(field, typed, reading) : field.type.parse(typed.get(field.path) ?? "", field.schema, reading);
}

type Read = (field: Field, typed: URLSearchParams, reading: Reading) => Checked<unknown>;

const readItems: Read = (field, typed, reading) => {
  const chosen = typed.getAll(field.path).filter((item) => item !== "");
  return chosen.length === 0 ? fits(null) : field.type.check(chosen, field.schema, reading);
};

// The form sends an empty text first, for nothing chosen; what is chosen comes after it.
const readPicked: Read = (field, typed, reading) =>
  field.type.parse(typed.getAll(field.path).at(-1) ?? "", field.schema, reading);

// A currency written beside the number is meant; otherwise the one that was chosen.
const readMoney: Read = (field, typed, reading) => {
  const text = typed.get(field.path) ?? "";
  const named = /[A-Z]{3}|[€$£¥]|лв|zł/u.test(text);
  const whole = named || text.trim() === "" ? text : `${text} ${typed.get(`${field.path}.currency`) ?? ""}`;
  return field.type.parse(whole, field.schema, reading);
};

// A checkbox that is not ticked sends nothing, so the form sends an empty text before it.
const readBoolean: Read = (field, typed, reading) =>
  field.type.parse(typed.getAll(field.path).at(-1) || "false", field.schema, reading);

const readAddress: Read = (field, typed, reading) => {
  const parts = Object.keys(field.type.parts ?? {});
  const value = Object.fromEntries(parts.map((part) => [part, typed.get(`${field.path}.${part}`) ?? ""]));
  return field.type.check(value, field.schema, reading);
};

// A file that was not kept was taken away; one that was added stands among the kept, see take-files.
const readFiles: Read = (field, typed, reading) =>
  field.type.check(typed.getAll(`${field.path}.kept`).map(parsedJson), field.schema, reading);

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const readChannels: Read = (field, typed, reading) => {
  const lists = channelParts.map((part) => typed.getAll(`${field.path}.${part}`));
  const rows = (lists[1] ?? []).map((_value, at) => channelFrom(lists.map((list) => list[at] ?? "")));
  const filled = rows.filter((row) => row.value.trim() !== "");
  return filled.length === 0 ? fits(null) : field.type.check(filled, field.schema, reading);
};

function channelFrom([type, value = "", label, use, kept = ""]: readonly string[]) {
  return { type, value, label: label || null, doNotUse: use === "no", ...keptOf(kept) };
}

/** What a channel knows besides, carried through the form unseen. */
function keptOf(text: string): { verifiedAt: unknown; reason: unknown } {
  try {
    const { verifiedAt = null, reason = null } = JSON.parse(text) as Record<string, unknown>;
    return { verifiedAt, reason };
  } catch {
    return { verifiedAt: null, reason: null };
  }
}

const readers: Readonly<Record<string, Read>> = {
  choices: readItems,
  references: readItems,
  reference: readPicked,
  money: readMoney,
  boolean: readBoolean,
  channels: readChannels,
  address: readAddress,
  file: readFiles,
};
