import type { FieldType } from "../field.ts";
import { boolean } from "./boolean.ts";
import { choice, choices, tags } from "./choice.ts";
import { date, dateTime } from "./moment.ts";
import { money } from "./money.ts";
import { autoNumber, decimal, duration, integer, percent, rating } from "./number.ts";
import { email, phone, url } from "./reach.ts";
import { reference, references, team, user } from "./reference.ts";
import { channels, json } from "./structured.ts";
import { longText, text } from "./text.ts";

const all: readonly FieldType[] = [
  text,
  longText,
  integer,
  decimal,
  money,
  percent,
  boolean,
  date,
  dateTime,
  duration,
  choice,
  choices,
  tags,
  email,
  phone,
  url,
  user,
  team,
  reference,
  references,
  rating,
  autoNumber,
  channels,
  json,
];

/** Every field type by its name, the value of `x-type`. */
export const fieldTypes: ReadonlyMap<string, FieldType> = new Map(all.map((type) => [type.name, type]));
