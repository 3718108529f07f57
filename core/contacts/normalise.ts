// One form for things people write in many ways, so that equal means equal.
import { domainToASCII } from "node:url";
import { fold as foldLetters } from "../records/search/fold.ts";
import { formsAfter, formsBefore, gluedForms } from "./legal-forms.ts";

const longestFirst = (forms: readonly string[]): string[][] =>
  forms.map((form) => foldLetters(form).split(" ")).sort((a, b) => b.length - a.length);

const before = longestFirst(formsBefore);
const after = longestFirst([...formsBefore, ...formsAfter]);

/** Lower case Latin letters without accents, for whatever script: `КОЛЕВ` and `Kolev` are one. Full-width signs become plain ones. */
export const fold = (text: string): string => foldLetters(text.normalize("NFKC"));

/** What a company is called, without its legal form, spaces, punctuation: `Колев ООД` and `КОЛЕВ` are one. Empty for nothing. */
export function companyKey(name: string): string {
  const words = wordsOf(name);
  return withoutGlued(withoutForms(words).join(""));
}

function wordsOf(name: string): string[] {
  const joined = fold(name)
    .replace(/['’`´"]/gu, "")
    .replace(/(?<=(?:^|[^\p{L}\p{N}])\p{L})\.\s?(?=\p{L}(?:[^\p{L}\p{N}]|$))/gu, "");
  return joined.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

function withoutForms(words: readonly string[]): readonly string[] {
  const last = after.find((parts) => parts.length < words.length && endsWith(words, parts));
  if (last) return withoutForms(words.slice(0, -last.length));
  const first = before.find((parts) => parts.length < words.length && startsWith(words, parts));
  return first ? withoutForms(words.slice(first.length)) : words;
}

const endsWith = (words: readonly string[], parts: readonly string[]): boolean =>
  parts.every((part, at) => words[words.length - parts.length + at] === part);

const startsWith = (words: readonly string[], parts: readonly string[]): boolean =>
  parts.every((part, at) => words[at] === part);

function withoutGlued(key: string): string {
  const form = gluedForms.find((glued) => key.length > glued.length && (key.endsWith(glued) || key.startsWith(glued)));
  if (!form) return key;
  return withoutGlued(key.endsWith(form) ? key.slice(0, -form.length) : key.slice(form.length));
}

const plainDomain = /^(?:[a-z0-9-]+\.)+[a-z0-9-]+$/;

/** The part after the @ in lower case and ASCII, or undefined when there is none. */
export function domainOf(email: string): string | undefined {
  const domain = email.slice(email.lastIndexOf("@") + 1).trim();
  if (!email.includes("@") || !domain.includes(".")) return undefined;
  const plain = domain.toLowerCase();
  // Nearly all domains are plain already, and an import asks for a hundred thousand of them.
  if (plainDomain.test(plain) && !plain.includes("xn--")) return plain;
  return domainToASCII(domain) || undefined;
}

/** The host of a web address without `www.`: `https://www.Kolev.bg/about` → `kolev.bg`. */
export function siteDomain(address: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address.trim()}`);
  const host = url?.hostname.replace(/^www\d?\./, "").replace(/\.$/, "");
  return host?.includes(".") ? host : undefined;
}

/** The form two e-mail addresses are compared in. */
export function emailKey(email: string): string {
  const domain = domainOf(email);
  const local = email.slice(0, email.lastIndexOf("@")).trim().toLowerCase();
  return domain ? `${local}@${domain}` : email.trim().toLowerCase();
}

/** The form two phone numbers are compared in: E.164 as it is, what could not be read as its digits. */
export function phoneKey(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return phone.trim().startsWith("+") ? `+${digits}` : digits;
}

/** Tax numbers are written with spaces, dots, dashes; letters in any case. */
export const taxKey = (taxId: string): string => fold(taxId).replace(/[^\p{L}\p{N}]+/gu, "");

/** The last word of a person's name, folded. Chinese, Japanese and Korean names have the family's sign first. */
export function lastNameKey(name: string, lastName?: string | null): string {
  if (lastName) return fold(lastName).replace(/[^\p{L}\p{N}]+/gu, "");
  const words = wordsOf(name);
  const [only = ""] = words.map((word) => word.normalize("NFC"));
  if (words.length === 1 && /^[\p{sc=Han}\p{sc=Hangul}]{2,4}$/u.test(only)) return only.slice(0, 1);
  return words.length > 1 ? (words.at(-1) ?? "") : "";
}
