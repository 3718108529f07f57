// What a letter says, and how it looks: plain words, and the same words as simple HTML.
import { domainToASCII } from "node:url";
import { languageFor } from "../i18n/languages.ts";
import type { Words, WordValues } from "../i18n/words.ts";
import { Invalid } from "../kernel/errors.ts";

/** Who gets it. */
export interface Recipient {
  readonly name: string;
  readonly address: string;
  /** The language it is written in; English when absent or unknown. */
  readonly language?: string | null | undefined;
}

/** Something the mail program puts into a calendar. */
export interface Appointment {
  readonly method: "PUBLISH" | "REQUEST" | "CANCEL";
  /** The whole `.ics` text. */
  readonly content: string;
}

/** A letter as somebody orders it. */
export interface Letter {
  /** An address, or the id of somebody who works here; whoever left or has no address gets nothing. */
  readonly to: Recipient | { readonly person: string };
  /** `<words>.subject` and `<words>.text` say it; the key begins with the id of the area or plugin that writes. */
  readonly words: string;
  readonly values?: WordValues;
  /** A page of this server that the letter is about, such as `/deals/7`. */
  readonly path?: string;
  readonly appointment?: Appointment;
  /** Minutes after which it is not worth sending any more. */
  readonly usefulFor?: number;
  /** What it is about: a second letter with the same words here is not written. */
  readonly once?: string;
}

/** A letter in the recipient's language, ready to be sent. */
export interface Written {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly appointment: Appointment | null;
}

/** Who writes. */
export interface Sender {
  readonly words: Words;
  readonly company: string;
  /** Address of this server: the only one ever put into links. */
  readonly server: string;
}

/** One mailbox in ASCII: no list of them, no quotes, no comments, nothing that a mail server could read as another address. */
const mailbox = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
const LONGEST_ADDRESS = 254;
const LONGEST_LINE = 200;

export const isMailbox = (text: string): boolean => text.length <= LONGEST_ADDRESS && mailbox.test(text);

/** As mail servers know the host: what comes after the @ of `office@фирма.бг` begins with `xn--`. */
function hostInAscii(address: string): string {
  const host = address.slice(address.lastIndexOf("@") + 1);
  return /^[ -~]*$/.test(host) ? address : address.slice(0, -host.length) + domainToASCII(host);
}

/** Puts the letter into words; Invalid when it has no single recipient. */
export function written(letter: Omit<Letter, "to">, to: Recipient, from: Sender): Written {
  const { values = {}, path, appointment } = letter;
  const { words } = from;
  const address = hostInAscii(to.address.trim());
  if (!isMailbox(address))
    throw new Invalid([{ pointer: "/to", code: "mail_address", message: "problem.mail_address" }]);
  // What is no text could be read by the mail library as a file to attach.
  if (appointment && typeof appointment.content !== "string") throw new TypeError("An appointment is text.");
  const language = languageFor(to.language ?? "") ?? "en";
  const say = (key: string, more: WordValues = {}) => words.t(language, key, { ...values, ...more });
  const [link, foot] = [path === undefined ? null : from.server + path, say("mail.foot", { company: from.company })];
  const text = say(`${letter.words}.text`);
  return {
    to: { name: line(to.name), address },
    subject: line(say(`${letter.words}.subject`)),
    text: [text, ...(link ? [link] : []), `-- \n${foot}`].join("\n\n"),
    html: htmlOf({ language, text, link, foot }),
    appointment: appointment ?? null,
  };
}

/** One line: what would begin another header becomes a space. */
const line = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, LONGEST_LINE);

interface Pieces {
  readonly language: string;
  readonly text: string;
  readonly link: string | null;
  readonly foot: string;
}

function htmlOf({ language, text, link, foot }: Pieces): string {
  const paragraphs = text.split(/\n{2,}/).map((one) => `<p>${escaped(one).replaceAll("\n", "<br>")}</p>`);
  const button = link ? [`<p><a href="${escaped(link)}">${escaped(link)}</a></p>`] : [];
  const body = [...paragraphs, ...button, `<p><small>${escaped(foot)}</small></p>`].join("\n");
  return `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"></head><body>\n${body}\n</body></html>\n`;
}

const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
