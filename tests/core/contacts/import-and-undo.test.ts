import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../core/kernel/actor.ts";
import { newId } from "../../../core/kernel/ids.ts";
import { Undo } from "../../../core/records/history/undo.ts";
import { createMany } from "../../../core/records/store/bulk.ts";
import { openParties, type Parties, through } from "../../support/parties.ts";

let parties: Parties;
let ana: Actor;

beforeAll(async () => {
  parties = await openParties();
  ana = await parties.colleague("Ana");
});
afterAll(() => parties.base.drop());

const create = (kind: string, input: object, actor = ana) => parties.records.create(actor, kind, { ...input });
const change = (kind: string, id: string, input: object, actor = ana) =>
  parties.records.change(actor, kind, id, { ...input });

describe("an import of many", () => {
  test("links people by their mail's domain and keeps what opted out, in one look", async () => {
    const company = await create("company", { name: "Batch Ltd", domain: "batch.example" });
    const mark = { type: "phone", value: "+4930123456", doNotUse: true, reason: "no calls" };
    await create("contact", { name: "Quiet", phone: "+4930123456", channels: [mark] });
    const { db } = parties.base;
    const inputs = [
      { name: "One", email: "one@batch.example" },
      { name: "Two", email: "two@sub.batch.example" },
      { name: "Three", email: "three@gmail.com" },
      { name: "Four", phone: "030 123456" },
    ];
    const results = await db.transaction((trx) =>
      createMany(parties.through, through(ana, "import"), "contact", { inputs, trx, operationId: newId() }),
    );
    const records = results.flatMap((result) => (result.ok ? [result.record] : []));
    expect(records.map((record) => record["company"])).toEqual([company.id, company.id, null, null]);
    expect(records[3]?.["channels"]).toEqual([
      expect.objectContaining({ value: "+4930123456", doNotUse: true, reason: "no calls" }),
    ]);
  });
});

describe("undo", () => {
  test("takes back a move by computation and its time, although nobody could choose it", async () => {
    const undo = new Undo(parties.through, parties.records);
    const contact = await create("contact", { name: "Undone", lifecycle: "customer" });
    const frozen = await change("contact", contact.id, { lifecycle: "frozen" }, through(ana, "job"));
    const back = await change("contact", contact.id, { lifecycle: "customer" });
    expect(await undo.change(ana, { kind: "contact", id: contact.id, version: back.version })).toMatchObject({
      lifecycle: "frozen",
      lifecycleSince: frozen["lifecycleSince"],
    });
  });

  test("brings back a company's name and its list of former names", async () => {
    const undo = new Undo(parties.through, parties.records);
    const company = await create("company", { name: "First Name Inc." });
    const renamed = await change("company", company.id, { name: "Second Name Inc." });
    expect(renamed["formerNames"]).toEqual(["First Name Inc."]);
    expect(await undo.change(ana, { kind: "company", id: company.id, version: renamed.version })).toMatchObject({
      name: "First Name Inc.",
      formerNames: null,
    });
  });
});
