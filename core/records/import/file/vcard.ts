// Address cards of phones and mail programs (vCard 2.1, 3 and 4) as a table with one row per card.
import ICAL from "ical.js";
import type { FileNote, RawRow } from "./table.ts";

/** Columns in the order of the table; the mapping knows these names. */
export const cardColumns = [
  "Full name",
  "First name",
  "Last name",
  "Company",
  "Job title",
  "E-mail",
  "E-mail 2",
  "Phone",
  "Phone 2",
  "Street",
  "City",
  "Region",
  "Postal code",
  "Country",
  "Website",
  "Birthday",
  "Note",
  "Tags",
  "UID",
] as const;

type Property = readonly [name: string, parameters: object, type: string, ...values: unknown[]];

export function cardRows(text: string, notes: FileNote[]): RawRow[] {
  const rows: RawRow[] = [];
  for (const { line, card } of cardsIn(text)) {
    const properties = propertiesOf(card);
    if (properties) rows.push({ line, cells: cellsOf(properties) });
    else notes.push({ code: "card_broken", values: { line } });
  }
  return rows;
}

function* cardsIn(text: string): Generator<{ line: number; card: string }> {
  const lines = text.split("\n");
  let begun = -1;
  for (const [at, line] of lines.entries()) {
    if (/^BEGIN:VCARD\s*$/i.test(line)) begun = at;
    if (!/^END:VCARD\s*$/i.test(line) || begun < 0) continue;
    yield { line: begun + 1, card: modern(lines.slice(begun, at + 1)).join("\r\n") };
    begun = -1;
  }
}

/** Brings lines of version 2.1 into the form of version 3: no quoted-printable, each parameter with a name. */
function modern(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    const goesOn = last !== undefined && /^[^:]*QUOTED-PRINTABLE/i.test(last) && last.endsWith("=");
    if (goesOn) whole[whole.length - 1] = last.slice(0, -1) + line;
    else whole.push(line);
  }
  return whole.map(modernLine).map((line) => line.replace(/^VERSION:2\.1/i, "VERSION:3.0"));
}

function modernLine(line: string): string {
  const colon = line.indexOf(":");
  const [name = "", ...parameters] = line.slice(0, colon).split(";");
  if (colon < 0 || parameters.length === 0) return line;
  const quoted = parameters.some((parameter) => /QUOTED-PRINTABLE/i.test(parameter));
  const kept = parameters.filter((parameter) => !/QUOTED-PRINTABLE|^CHARSET=/i.test(parameter));
  const typed = kept.map((parameter) => (parameter.includes("=") ? parameter : `TYPE=${parameter}`));
  const value = line.slice(colon + 1);
  return `${[name, ...typed].join(";")}:${quoted ? fromQuotedPrintable(value) : value}`;
}

const fromQuotedPrintable = (value: string): string => {
  const bytes = value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const text = Buffer.from(bytes, "latin1").toString("utf8");
  return text.replace(/\r?\n/g, "\\n");
};

function propertiesOf(card: string): readonly Property[] | undefined {
  try {
    return (ICAL.parse(card) as [string, Property[]])[1];
  } catch {
    return undefined;
  }
}

function cellsOf(properties: readonly Property[]): string[] {
  const all = (name: string) => properties.filter((property) => property[0] === name);
  const text = (name: string, at = 0) => flat(all(name)[at]?.[3]);
  const part = (name: string, at: number) => flat(structured(all(name)[0], at));
  const tags = all("categories")
    .flatMap((property) => property.slice(3))
    .map(flat)
    .join(", ");
  return [
    text("fn"),
    part("n", 1),
    part("n", 0),
    part("org", 0),
    text("title"),
    text("email"),
    text("email", 1),
    phone(text("tel")),
    phone(text("tel", 1)),
    part("adr", 2),
    part("adr", 3),
    part("adr", 4),
    part("adr", 5),
    part("adr", 6),
    text("url"),
    text("bday").slice(0, 10),
    text("note"),
    tags,
    text("uid"),
  ];
}

const structured = (property: Property | undefined, at: number): unknown =>
  Array.isArray(property?.[3]) ? (property[3] as unknown[])[at] : at === 0 ? property?.[3] : undefined;

const flat = (value: unknown): string =>
  (Array.isArray(value) ? value.map(flat).join(", ") : String(value ?? "")).trim();

const phone = (value: string): string => value.replace(/^tel:/i, "");
