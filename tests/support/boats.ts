// A kind of record for tests of the engine: nothing but its definition, as a plugin would bring it, and so its table has a schema
// of its own and is made by the engine.
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
import { createKindTable } from "../../core/records/kind-tables/table.ts";
import type { KindDefinition } from "../../core/records/kind.ts";
import { services } from "../../core/sdk/services.ts";
import type { TestApp } from "./app.ts";

const boat: KindDefinition = {
  name: "boat",
  plural: "boats",
  table: "plugin_boats.boats",
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

/** Adds the kind `boat` with its table to a test application. */
export async function addBoats(app: TestApp): Promise<void> {
  await app.db.transaction(async (trx) => await createKindTable(trx, boat));
  app.get(services.contributions).hostFor("test", []).kind(boat);
}
