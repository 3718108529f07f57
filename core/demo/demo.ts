// A company to look at before there is one's own: loaded as one operation, and taken away as one.
import { randomBytes } from "node:crypto";
import type { Database, Transaction } from "../db/database.ts";
import type { Pipelines } from "../deals/pipelines.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { Conflict } from "../kernel/errors.ts";
import type { Operations } from "../records/history/operations.ts";
import type { Undo, Undone } from "../records/history/undo.ts";
import type { Input, Rec } from "../records/record.ts";
import type { Records } from "../records/records.ts";
import { createMany } from "../records/store/bulk.ts";
import type { Through } from "../records/store/through.ts";
import { hashPassword } from "../security/hashing.ts";
import type { People } from "../users/people.ts";
import { demoCompanies, demoContacts, demoDeals } from "./demo-records.ts";
import { staff } from "./names.ts";

export interface DemoParts {
  readonly db: Database;
  readonly records: Records;
  readonly through: Through;
  readonly operations: Operations;
  readonly undo: Undo;
  readonly people: People;
  readonly pipelines: Pipelines;
}

/** Somebody who can be signed in as. */
export interface DemoPerson {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly password: string;
}

const actor: Actor = systemActor("demo", "setup");
const running =
  "select id from operations where type = 'demo' and state in ('running', 'applied', 'partly_undone') and not summary ? 'cleared'";

export class Demo {
  readonly #parts: DemoParts;

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  /** True while a demo company is in the data base. */
  async isLoaded(): Promise<boolean> {
    return (await this.#parts.db.query({ text: running })).length > 0;
  }

  /** Loads companies, people, deals and three colleagues; their passwords are told only here. Refuses a second time. */
  async load(language: string): Promise<DemoPerson[]> {
    const { db, operations } = this.#parts;
    if (await this.isLoaded()) throw new Conflict("demo.loaded_already");
    const password = randomBytes(6).toString("base64url");
    const hash = await hashPassword(password);
    const pipeline = await this.#pipeline(language);
    const operationId = await operations.begin(actor, { type: "demo" });
    const people = await db.transaction(async (trx) => {
      const owners = await this.#staff(trx, operationId, hash);
      const companyIds = await this.#add(trx, operationId, "company", demoCompanies(ids(owners)));
      await this.#add(trx, operationId, "contact", demoContacts(ids(owners), ids(companyIds)));
      const { currency } = await this.#parts.people.company.profile();
      await this.#add(trx, operationId, "deal", demoDeals(ids(owners), ids(companyIds), { ...pipeline, currency }));
      return owners;
    });
    await operations.put(operationId, "applied");
    return people.map((one, index) => ({
      name: String(one["name"]),
      email: String(one["email"]),
      role: staff[index]?.role ?? "",
      password,
    }));
  }

  /** Takes it away again: what nobody touched is gone, the rest goes to the trash; its people can no longer sign in. */
  async clear(): Promise<Undone> {
    const [operation] = await this.#parts.db.query<{ id: string }>({ text: running });
    if (!operation) throw new Conflict("demo.not_loaded");
    const result = await this.#parts.undo.operation(actor, operation.id);
    for (const { kind, id } of result.kept) await this.#putAway(kind, id);
    await this.#parts.operations.put(operation.id, "undone", { cleared: true });
    return result;
  }

  async #putAway(kind: string, id: string): Promise<void> {
    const { records } = this.#parts;
    if (kind === "user") await records.change(actor, kind, id, { state: "inactive" });
    else if (await records.find(actor, kind, id)) await records.remove(actor, kind, id);
  }

  async #pipeline(language: string) {
    const { pipelines } = this.#parts;
    if (!(await pipelines.find(actor, undefined))) await pipelines.createFromTemplate(actor, "simple", language);
    const found = await pipelines.find(actor, undefined);
    const [reason] = await pipelines.lossReasons(actor);
    return { pipeline: found?.id ?? "", stages: found?.stages ?? [], reason: reason?.id };
  }

  async #staff(trx: Transaction, operationId: string, hash: string): Promise<Rec[]> {
    const { people } = this.#parts;
    const [team] = await this.#add(trx, operationId, "team", [{ name: "Demo team" }]);
    const inputs = staff.map(({ name }) => ({
      name,
      email: `${name.toLowerCase().replace(" ", ".")}@demo.example`,
      state: "active",
      team: team?.id ?? null,
    }));
    const users = await this.#add(trx, operationId, "user", inputs);
    for (const [index, user] of users.entries()) {
      await people.roles.assign(actor, user.id, [staff[index]?.role ?? "sales"], trx);
      await people.passwords.store(trx, user.id, hash);
    }
    return users;
  }

  async #add(trx: Transaction, operationId: string, kind: string, inputs: readonly Input[]): Promise<Rec[]> {
    const results = await createMany(this.#parts.through, actor, kind, { trx, operationId, inputs });
    return results.map((result) => {
      if (!result.ok) throw new Error(`The demo company does not fit: ${kind} ${JSON.stringify(result.problems)}`);
      return result.record;
    });
  }
}

const ids = (records: readonly Rec[]): string[] => records.map((record) => record.id);
