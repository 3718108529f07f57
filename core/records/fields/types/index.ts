import type { FieldType } from "../field.ts";
import { address } from "./address.ts";
import { autoNumber } from "./auto-number.ts";
import { boolean } from "./boolean.ts";
import { channels } from "./channels.ts";
import { choice, choices, tags } from "./choice.ts";
import { duration } from "./duration.ts";
import { file } from "./file.ts";
import { json } from "./json.ts";
import { date, dateTime } from "./moment.ts";
import { money } from "./money.ts";
import { decimal, integer, percent } from "./number.ts";
import { rating } from "./rating.ts";
import { email, phone, url } from "./reach.ts";
import { reference, references, team, user } from "./reference.ts";
import { longText, text } from "./text.ts";
import { tree } from "./tree.ts";

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
  tree,
  tags,
  email,
  phone,
  url,
  user,
  team,
  reference,
  references,
  address,
  file,
  rating,
  autoNumber,
  channels,
  json,
];

/** Every field type by its name, the value of `x-type`. */
export const fieldTypes: ReadonlyMap<string, FieldType> = new Map(all.map((type) => [type.name, type]));
