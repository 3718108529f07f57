// People without the whole application: the real store over a fresh database, with users, teams and the kinds a test brings.
import { systemActor } from "../../core/kernel/actor.ts";
import { Kinds } from "../../core/records/kinds.ts";
import type { KindDefinition } from "../../core/records/kind.ts";
import { Cursors } from "../../core/records/query/cursor.ts";
import type { Records } from "../../core/records/records.ts";
import type { Through } from "../../core/records/store/through.ts";
import { RecordStore } from "../../core/records/store/store.ts";
import { hashPassword } from "../../core/security/hashing.ts";
import { Seal } from "../../core/security/seal.ts";
import { Permissions } from "../../core/security/rights.ts";
import { openPeople, type People } from "../../core/users/people.ts";
import { team } from "../../core/users/team-kind.ts";
import { user } from "../../core/users/user-kind.ts";
import { peopleRights } from "../../core/users/users.permissions.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";

export interface TestPeople extends People {
  readonly records: Records;
  readonly through: Through;
  readonly base: TestDatabase;
  /** A person who can sign in; answers the id. */
  person(name: string, roles: readonly string[], fields?: object): Promise<string>;
}

export const system = systemActor("test");
export const password = "correct horse battery";

export async function freshPeople(...more: readonly KindDefinition[]): Promise<TestPeople> {
  const base = await freshDatabase();
  const kinds = new Kinds();
  const permissions = new Permissions();
  for (const kind of [user, team, ...more]) {
    kinds.add(kind);
    permissions.addKind(kind);
  }
  for (const [id, roles] of peopleRights) permissions.add(id, roles);
  const company = async () => ({ currency: "EUR", country: "DE", timeZone: "UTC" });
  const through: Through = {
    db: base.db,
    kinds,
    cursors: new Cursors("test"),
    company,
    catchUp: async () => undefined,
    announce() {},
  };
  const records = new RecordStore(through);
  const mail = { isOn: false, write: async () => undefined };
  const rest = { kinds, permissions, publicUrl: "http://localhost:3000", mail, seal: new Seal("test") };
  const people = openPeople({ db: base.db, door: base.db, records, ...rest });
  return {
    ...people,
    records,
    through,
    base,
    person: (name, roles, fields) => addPerson(people, records, { name, roles, fields }),
  };
}

async function addPerson(
  people: People,
  records: Records,
  { name, roles, fields }: { name: string; roles: readonly string[]; fields?: object | undefined },
): Promise<string> {
  const email = `${name.toLowerCase()}@example.com`;
  const user = await records.create(system, "user", { name, email, state: "active", ...fields });
  await people.passwords.store(people.db, user.id, await hashed());
  await people.roles.assign(system, user.id, roles);
  return user.id;
}

let known: Promise<string> | undefined;
const hashed = (): Promise<string> => (known ??= hashPassword(password));
