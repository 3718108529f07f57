// Who shares an address with others is told when it is written; for everybody else nothing is asked first.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Statement } from "../../../core/db/database.ts";
import type { Actor } from "../../../core/kernel/actor.ts";
import { openParties, type Parties, problemsOf } from "../../support/parties.ts";

let parties: Parties;
let ana: Actor;
const asked: string[] = [];

beforeAll(async () => {
  parties = await openParties();
  ana = await parties.colleague("Ana");
  const { db } = parties.base;
  const query = db.query.bind(db);
  Object.assign(db, {
    query: (statement: Statement) => {
      asked.push(statement.text);
      return query(statement);
    },
  });
});
afterAll(() => parties.base.drop());

const create = (kind: string, input: object) => parties.records.create(ana, kind, { ...input });
const change = (kind: string, id: string, input: object) => parties.records.change(ana, kind, id, { ...input });

async function statementsOf(write: () => Promise<unknown>): Promise<number> {
  asked.length = 0;
  await write();
  return asked.filter((text) => !text.startsWith("notify")).length;
}

describe("a contact with addresses of its own", () => {
  test("is created with one statement", async () => {
    const lone = { name: "Lone Wolf", email: "lone@gmail.com", phone: "+49 30 1000001" };
    expect(await statementsOf(() => create("contact", lone))).toBe(1);
  });

  test("is changed with one look and one write", async () => {
    const { id } = await create("contact", { name: "Calm Sea", phone: "+49 30 1000002" });
    expect(await statementsOf(() => change("contact", id, { phone: "+49 30 1000003" }))).toBe(2);
  });
});

describe("somebody's address a second time", () => {
  test("is refused on a new contact together with all else that is wrong", async () => {
    await create("contact", { name: "First Owner", email: "owned@gmail.com" });
    expect(await problemsOf(create("contact", { name: "Second Owner", email: "owned@gmail.com" }))).toEqual([
      "/email contacts.duplicate",
      "/duplicateReason contacts.duplicate_reason_needed",
    ]);
    const silent = { name: "Second Owner", email: "owned@gmail.com", lifecycle: "not_relevant" };
    expect(await problemsOf(create("contact", silent))).toEqual([
      "/lifecycleReason contacts.lifecycle_reason_needed",
      "/email contacts.duplicate",
      "/duplicateReason contacts.duplicate_reason_needed",
    ]);
  });

  test("is refused on a change, also as a tax number", async () => {
    await create("contact", { name: "Phone Owner", phone: "+49 30 1000004" });
    const other = await create("contact", { name: "Other" });
    expect(await problemsOf(change("contact", other.id, { phone: "+49 30 1000004" }))).toContain(
      "/phone contacts.duplicate",
    );
    await create("company", { name: "Taxed One", taxId: "DE 811 907 980" });
    const company = await create("company", { name: "Taxed Two" });
    expect(await problemsOf(change("company", company.id, { taxId: "de811907980" }))).toContain(
      "/taxId contacts.duplicate",
    );
  });

  test("passes with a reason, and is not brought up again when something else changes", async () => {
    await create("contact", { name: "Mother", phone: "+49 30 1000005" });
    const reason = "a family shares this phone";
    const child = await create("contact", { name: "Child", phone: "+49 30 1000005", duplicateReason: reason });
    const calm = await change("contact", child.id, { duplicateReason: null });
    expect(await change("contact", calm.id, { email: "child@gmail.com" })).toMatchObject({ email: "child@gmail.com" });
  });

  test("that asked to be left alone stays so, whoever brings it", async () => {
    const gone = { type: "email", value: "gone@gmail.com", doNotUse: true, reason: "asked us to stop" };
    await create("contact", { name: "Gone Away", channels: [gone] });
    const { id } = await create("contact", { name: "Comes Back" });
    const again = await change("contact", id, { email: "gone@gmail.com", duplicateReason: "the same person" });
    expect(again["channels"]).toEqual([expect.objectContaining({ value: "gone@gmail.com", doNotUse: true })]);
  });
});

test("what is answered to a change is what is stored, with all that did not change", async () => {
  const made = await create("contact", { name: "Whole Answer", city: "Varna", phone: "+49 30 1000006" });
  const answered = await change("contact", made.id, { city: "Burgas" });
  expect(answered).toEqual(await parties.records.get(ana, "contact", made.id));
  expect(answered).toMatchObject({ phone: "+49301000006", version: 2, createdAt: made.createdAt });
});
