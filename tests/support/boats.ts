// A kind of record for tests of the engine: nothing but its definition, as a plugin would bring it.
import {
  choice,
  decimal,
  email,
  money,
  options,
  phone,
  reference,
  tags,
  text,
  user,
} from "../../core/records/fields/define.ts";
import type { KindDefinition } from "../../core/records/kind.ts";
import { services } from "../../core/sdk/services.ts";
import type { TestApp } from "./app.ts";

const boat: KindDefinition = {
  name: "boat",
  plural: "boats",
  table: "boats",
  owner: "core",
  icon: "sailboat",
  fields: {
    name: text({ required: true }),
    email: email(),
    phone: phone(),
    price: money(),
    length: decimal({ decimals: 2, minimum: 0 }),
    rig: choice(options("boats.rig", ["sloop", "ketch"])),
    owner: user(),
    mother: reference("boat"),
    tags: tags(),
  },
  titleField: "name",
  listColumns: ["name"],
  searchable: ["name", "email", "phone"],
  ownerField: "owner",
};

const table = `create table boats (id uuid primary key, version integer not null default 1, created_at timestamptz not null default now(),
  created_by text not null, updated_at timestamptz not null default now(), updated_by text not null, deleted_at timestamptz,
  search text not null default '', keys text[] not null default '{}', ext jsonb, name text, email text, phone text, price numeric(19,4),
  price_currency text, length numeric(21,6), rig text, owner_id uuid, mother_id uuid, tags text[])`;

/** Adds the kind `boat` with its table to a test application. */
export async function addBoats(app: TestApp): Promise<void> {
  await app.db.query({ text: table });
  app.get(services.contributions).hostFor("test", []).kind(boat);
}
