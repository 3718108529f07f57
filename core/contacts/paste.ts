// From a pasted signature to the values of a new contact, with the company found or proposed.
import type { Queryable } from "../db/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Reading } from "../records/fields/field.ts";
import type { HookContext, Missing, Pasted } from "../records/kind.ts";
import { plainChannel } from "./channels.ts";
import type { Card } from "./card.ts";
import { neighboursOf } from "./neighbours.ts";
import { companyKey } from "./normalise.ts";
import { domainOfCard, readSignature } from "./signature.ts";

type Context = HookContext & { readonly reading: Reading };

/** What the text says about a person. */
export async function pasteContact(text: string, { actor, db, reading }: Context): Promise<Pasted> {
  const card = readSignature(text, reading.country);
  const company = await findEmployer(db, actor, card);
  const { name, jobTitle, email, phone } = card;
  const values = { name, jobTitle, email, phone, company, channels: furtherChannels(card) };
  const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { values: known, missing: company ? [] : missingCompany(card) };
}

/** What the text says about a company: its name, and how to reach it. */
export async function pasteCompany(text: string, { reading }: Context): Promise<Pasted> {
  const card = readSignature(text, reading.country);
  const { company: name = card.name, email, phone, website } = card;
  const values = { name, email, phone, website, domain: domainOfCard(card) };
  return { values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)), missing: [] };
}

/** The company a card names or whose mail it uses; undefined when there is none, or more than one. */
async function findEmployer(db: Queryable, actor: Actor, card: Card): Promise<string | undefined> {
  const domain = domainOfCard(card);
  const keys = [...(card.company ? [`n:${companyKey(card.company)}`] : []), ...(domain ? [`d:${domain}`] : [])];
  const { employers } = await neighboursOf(db, actor, { kind: "contact", employerKeys: keys });
  return employers.length === 1 ? employers[0] : undefined;
}

function missingCompany(card: Card): Missing[] {
  const { company: name } = card;
  const domain = domainOfCard(card);
  return name ? [{ path: "company", title: name, values: { name, ...(domain && { domain }) } }] : [];
}

function furtherChannels({ phones, emails }: Card) {
  const channels = [
    ...phones.map((phone) => plainChannel("phone", phone)),
    ...emails.map((email) => plainChannel("email", email)),
  ];
  return channels.length > 0 ? channels : undefined;
}
