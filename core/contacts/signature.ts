// Reads what people paste: the foot of an e-mail, a line from a card, a vCard. A guess, shown in the form before it is saved.
import { type CountryCode, findPhoneNumbersInText } from "libphonenumber-js/min";
import { isFreeMail } from "./free-mail.ts";
import { jobWords } from "./job-words.ts";
import { companyKey, domainOf, fold, siteDomain } from "./normalise.ts";
import { hasLegalForm } from "./legal-forms.ts";
import type { Card } from "./card.ts";
import { cardFrom } from "./vcard.ts";

const longestPaste = 10_000;
const emailShape = /[^\s@<>()[\],;:：，"|]+@[\p{L}\p{N}.-]+\.[\p{L}]{2,}/gu;
const siteShape = /(?:https?:\/\/|www\.)[^\s<>()|,;]+/giu;
const label =
  /^\s*(?:t|tel|telefon|teléfono|telephone|phone|mobile?|mobil|móvil|cell|m|fax|f|e|e-?mail|correo|w|web|site|тел|телефон|моб|факс|имейл|е-?мейл|сайт|电话|手机|邮箱|传真|网址|地址)\s*[.:：]+\s*/iu;

/** What a pasted text says about a person; `country` (ISO 3166) reads phone numbers without a country code. */
export function readSignature(text: string, country: string): Card {
  const pasted = text.slice(0, longestPaste);
  const card = cardFrom(pasted);
  if (card) return card;
  const emails = [...new Set(pasted.match(emailShape) ?? [])].map((email) =>
    email.replace(/^mailto:/i, "").replace(/\.$/, ""),
  );
  const withoutEmails = pasted.replace(emailShape, " | ");
  const websites = withoutEmails.match(siteShape) ?? [];
  const phones = phonesIn(withoutEmails.replace(siteShape, " "), country);
  return {
    ...wordsOf(pasted, emails, country),
    ...firstOf(emails, phones, websites),
    emails: emails.slice(1),
    phones: phones.slice(1),
  };
}

function firstOf(emails: readonly string[], phones: readonly string[], websites: readonly string[]) {
  const [email] = emails;
  const [phone] = phones;
  const [website] = websites;
  return { ...(email && { email }), ...(phone && { phone }), ...(website && { website }) };
}

/** Phone numbers of a text in E.164; those after a word for fax last. */
function phonesIn(text: string, country: string): string[] {
  const found = findPhoneNumbersInText(text, { ...(country && { defaultCountry: country as CountryCode }) });
  const isFax = (at: number): boolean => /(?:fax|факс|传真|\bf)\W*$/iu.test(text.slice(Math.max(0, at - 12), at));
  const sorted = [
    ...found.filter(({ startsAt }) => !isFax(startsAt)),
    ...found.filter(({ startsAt }) => isFax(startsAt)),
  ];
  return [...new Set(sorted.map(({ number }) => number.number as string))];
}

/** Name, job and company are what is left when addresses and numbers are taken out. */
function wordsOf(
  text: string,
  emails: readonly string[],
  country: string,
): Pick<Card, "name" | "company" | "jobTitle"> {
  const parts = partsOf(text, country);
  const company = parts.find(hasLegalForm) ?? parts.find((part) => soundsLike(part, emails));
  const jobTitle = parts.find((part) => part !== company && isJob(part));
  const rest = parts.filter((part) => part !== company && part !== jobTitle);
  const name = rest.find((part) => looksLikeName(part) && matchesMail(part, emails)) ?? rest.find(looksLikeName);
  return { ...(name && { name }), ...(company && { company }), ...(jobTitle && { jobTitle }) };
}

function partsOf(text: string, country: string): string[] {
  const lines = text
    .replace(emailShape, "\n")
    .replace(siteShape, "\n")
    .split(/\r?\n|\s[|•·]\s|\t|\s[–—]\s/u);
  const bare = lines
    .flatMap((line) => splitJob(line.replace(label, "")))
    .map((part) => part.replace(/^[\s,;|*_<>(-]+|[\s,;|*_<>(-]+$/gu, ""));
  return bare.filter((part) => part.length > 1 && part.length <= 80 && !isNumberLine(part, country));
}

// "Ana Koleva, Head of Sales" is two facts; "Kolev, Ltd." is one.
function splitJob(line: string): string[] {
  const parts = line.split(/\s*[,，]\s+/u);
  return parts.length > 1 && parts.some(isJob) && !hasLegalForm(line) ? parts : [line];
}

const isNumberLine = (part: string, country: string): boolean =>
  (part.match(/\d/g)?.length ?? 0) >= 5 && (phonesIn(part, country).length > 0 || !/\p{L}{3}/u.test(part));

const isJob = (part: string): boolean => {
  const folded = fold(part);
  return jobWords.some((word) =>
    /^[a-z]{2,4}$/.test(word) ? folded.split(/[^\p{L}]+/u).includes(word) : folded.includes(word),
  );
};

// The company's own domain says its name: "Nordwind" at @nordwind.de.
function soundsLike(part: string, emails: readonly string[]): boolean {
  const key = companyKey(part);
  const hosts = emails.map(domainOf).filter((domain) => domain !== undefined && !isFreeMail(domain));
  return key.length > 2 && hosts.some((host) => host?.split(".").includes(key));
}

const greeting =
  /^(?:best|kind|warm|many)?\s*(?:regards|wishes|thanks|cheers|sincerely|mit freundlichen|mfg|viele grü|beste grü|saludos|atentamente|un saludo|поздрави|с уважение|此致|敬礼|顺颂)/iu;

function looksLikeName(part: string): boolean {
  if (greeting.test(part) || /\d|[@:/]/.test(part)) return false;
  if (/^[\p{sc=Han}]{2,4}$/u.test(part)) return true;
  const words = part.split(/\s+/);
  return (
    words.length >= 2 &&
    words.length <= 5 &&
    words.every((word) => /^(?:\p{Lu}[\p{L}'’.-]*|van|von|de|del|der|den|da|di|la|le|el|bin|al|y|e)$/u.test(word))
  );
}

const matchesMail = (part: string, emails: readonly string[]): boolean =>
  fold(part)
    .split(/\s+/)
    .some((word) => word.length > 2 && emails.some((email) => fold(email).includes(word)));

/** The domain a card's company can be recognised by. */
export const domainOfCard = (card: Card): string | undefined => {
  const domain = card.website ? siteDomain(card.website) : card.email ? domainOf(card.email) : undefined;
  return domain && !isFreeMail(domain) ? domain : undefined;
};
