// People as vCard 4 (RFC 6350), for phones and mail programs.
import ICAL from "ical.js";
import { type Rec, relatedIn } from "../record.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** One person's card, with its line ends; `mark` says who took it out. */
export function cardOf(record: Rec, mark?: string): string {
  const card = new ICAL.Component("vcard");
  const add = (name: string, value: unknown): void => {
    if (Array.isArray(value) ? value.some((part) => part !== "") : text(value) !== "")
      card.addPropertyWithValue(name, value as string);
  };
  card.addPropertyWithValue("version", "4.0");
  card.addPropertyWithValue("fn", text(record["name"]) || "?");
  if (mark !== undefined) add("prodid", mark);
  add("n", [text(record["lastName"]), text(record["firstName"]), "", "", ""]);
  add("org", relatedIn(record, "company")?.title);
  add("title", record["jobTitle"]);
  for (const email of valuesOf(record, "email")) add("email", email);
  for (const phone of valuesOf(record, "phone")) add("tel", phone);
  add("adr", ["", "", ...["address", "city", "region", "postalCode", "country"].map((key) => text(record[key]))]);
  add("bday", record["birthday"]);
  add("note", record["note"]);
  if (Array.isArray(record["tags"])) add("categories", record["tags"].join(","));
  card.addPropertyWithValue("uid", `urn:uuid:${record.id}`);
  return `${card.toString()}\r\n`;
}

/** The main value, and those among the further ways to reach somebody. */
function valuesOf(record: Rec, type: "email" | "phone"): string[] {
  const further = Array.isArray(record["channels"]) ? (record["channels"] as { type: string; value: string }[]) : [];
  return [
    ...new Set([text(record[type]), ...further.filter((one) => one.type === type).map(({ value }) => value)]),
  ].filter(Boolean);
}
