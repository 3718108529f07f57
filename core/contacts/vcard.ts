// vCard 2.1, 3 and 4, as phones and mail programs send them.
import ical from "ical.js";
import type { Card } from "./card.ts";

type Property = readonly [
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  type: string,
  ...values: unknown[],
];

/** What the first vCard of a text says; undefined when the text holds none that can be read. */
export function cardFrom(text: string): Card | undefined {
  const source = /BEGIN:VCARD[\s\S]*?END:VCARD/i.exec(text)?.[0];
  const properties = source ? propertiesOf(source) : undefined;
  return properties && fromProperties(properties);
}

function propertiesOf(source: string): readonly Property[] | undefined {
  try {
    const lines = source.replace(/\r?\n/g, "\r\n").replace(/^(?:item\d+|[a-z]+)\./gim, "");
    const parsed = ical.parse(lines) as readonly [string, readonly Property[]];
    return parsed[0] === "vcard" ? parsed[1] : undefined;
  } catch {
    return undefined;
  }
}

function fromProperties(properties: readonly Property[]): Card {
  const all = (name: string): string[] =>
    properties
      .filter(([found]) => found === name)
      .map(plain)
      .filter(Boolean);
  const [phone, ...phones] = all("tel").map((value) => value.replace(/^tel:/i, ""));
  const [email, ...emails] = all("email").map((value) => value.replace(/^mailto:/i, ""));
  const facts = {
    name: all("fn")[0] || nameFrom(properties),
    company: all("org")[0],
    jobTitle: all("title")[0],
    website: all("url")[0],
    email,
    phone,
  };
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value));
  return { ...known, phones, emails };
}

// ORG has the department as its second part, which is no part of the company's name.
const plain = ([, , , value]: Property): string => String(Array.isArray(value) ? value[0] : (value ?? "")).trim();

function nameFrom(properties: readonly Property[]): string {
  const parts = properties.find(([name]) => name === "n")?.[3];
  if (!Array.isArray(parts)) return typeof parts === "string" ? parts.split(";").toReversed().join(" ").trim() : "";
  return [parts[1], parts[2], parts[0]].filter(Boolean).join(" ");
}
