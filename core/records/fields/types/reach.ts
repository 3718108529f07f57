// Ways to reach somebody: e-mail, phone, web address.
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldType } from "../field.ts";
import { asIs, column, isLonger, isShort, textOperators } from "./plain.ts";

const address =
  /^[^\s@"<>(),:;[\]\\\u0000-\u001f]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.)+[\p{L}\p{N}-]{2,63}$/u;

/** Lower case throughout: the local part is compared case-insensitively, the domain is so by standard. */
function checkEmail(value: unknown): Checked<unknown> {
  if (typeof value !== "string") return misfit("not_an_email");
  const clean = value
    .trim()
    .replace(/^mailto:/i, "")
    .normalize("NFC")
    .toLowerCase();
  if (clean === "") return fits(null);
  return !isLonger(clean, 254) && address.test(clean)
    ? fits(clean)
    : misfit("not_an_email", { value: clean.slice(0, 80) });
}

export const email: FieldType = {
  name: "email",
  input: "email",
  columns: column("text"),
  operators: textOperators,
  sortable: true,
  jsonSchema: () => ({ type: "string", pattern: address.source, maxLength: 254 }),
  check: checkEmail,
  parse: checkEmail,
  format: asIs,
};

/** True for a number that was understood; others are kept as they were typed. */
export const isE164 = (phone: string): boolean => /^\+[1-9]\d{5,14}$/.test(phone);

/** E.164 where the number can be understood with the company's country, otherwise the text as typed. */
export function normalPhone(text: string, country: string): string {
  const bare = text.replace(/[\s\u00a0().\-/]/g, "");
  if (isE164(bare)) return bare;
  const found = parsePhoneNumberFromString(text, country ? (country as CountryCode) : undefined);
  return found?.isPossible() ? found.number : text;
}

function checkPhone(value: unknown, country: string): Checked<unknown> {
  if (!isShort(value, 64)) return misfit("not_a_phone");
  const clean = value.replace(/\s+/g, " ").replace(/^tel:/i, "").trim();
  if (clean === "") return fits(null);
  return /\d/.test(clean) ? fits(normalPhone(clean, country)) : misfit("not_a_phone", { value: clean.slice(0, 40) });
}

export const phone: FieldType = {
  name: "phone",
  input: "phone",
  columns: column("text"),
  operators: textOperators,
  sortable: false,
  jsonSchema: () => ({ type: "string", maxLength: 64, pattern: "^[^\\u0000\\p{Cs}]*\\d[^\\u0000\\p{Cs}]*$" }),
  check: (value, _schema, { country }) => checkPhone(value, country),
  parse: (text, _schema, { country }) => checkPhone(text, country),
  format: (value) => (typeof value === "string" && isE164(value) ? international(value) : asIs(value, none, anyone)),
};

const MOST_WRITTEN = 10_000;
const written = new Map<string, string>();

/** `+359 88 812 3456`; kept, because a list writes the same numbers again at every visit. */
function international(number: string): string {
  const text = written.get(number) ?? parsePhoneNumberFromString(number)?.formatInternational() ?? number;
  if (written.size >= MOST_WRITTEN) written.clear();
  written.set(number, text);
  return text;
}

const none = { "x-type": "phone" };
const anyone = { language: "en", timeZone: "UTC", currency: "EUR", country: "" };

/** `example.com:8080` has a port, not a scheme. */
const withScheme = (text: string): string =>
  /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[\w.-]+:\d/.test(text) ? text : `https://${text}`;

const name = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const host = `(?:(?:${name}\\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?|\\d{1,3}(?:\\.\\d{1,3}){3})`;
/** A public address as it is kept: lower case host, nothing but ASCII, no name or password. */
const webAddress = new RegExp(`^https?://${host}(?::\\d{1,5})?(?:[/?#][!-~]*)?$`);

function checkUrl(value: unknown): Checked<unknown> {
  if (!isShort(value, 2_000)) return misfit("not_a_url");
  const clean = value.trim();
  if (clean === "") return fits(null);
  const found = URL.parse(withScheme(clean))?.href.replace(/^(https?:\/\/[^/]+)\/$/, "$1") ?? clean;
  return webAddress.test(found) && found.length <= 2_000 ? fits(found) : misfit("not_a_url");
}

export const url: FieldType = {
  name: "url",
  input: "url",
  columns: column("text"),
  operators: textOperators,
  sortable: true,
  jsonSchema: () => ({ type: "string", pattern: webAddress.source, maxLength: 2_000 }),
  check: checkUrl,
  parse: checkUrl,
  format: asIs,
};
