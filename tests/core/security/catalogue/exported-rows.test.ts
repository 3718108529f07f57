// Case 37 of the catalogue of attacks: no file holds a row or a column that its list does not.
import fc from "fast-check";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Scope } from "../../../../core/kernel/actor.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { setAccess } from "../../../support/closing.ts";
import { system } from "../../../support/people.ts";

let app: TestApp;
let seller: TestPerson;
let team: string;
beforeAll(async () => {
  app = await startTestApp();
  team = (await app.records.create(system, "team", { name: "North" })).id;
  seller = await app.person("sales", { team });
  const owners = [seller, await app.person("sales", { team }), await app.person("sales")];
  for (let at = 0; at < 60; at++)
    await app.records.create(system, "contact", {
      name: `Contact ${String(at).padStart(2, "0")}`,
      owner: owners[at % 3]?.id,
      jobTitle: ["Buyer", "Seller", "Clerk"][at % 4] ?? "CANARY title",
      phone: `+3598881234${String(at).padStart(2, "0")}`,
      city: `CANARY ${at}`,
    });
  await setAccess(app, "contact", { city: { sales: "hidden" }, phone: { sales: "masked" } });
  await app.db.query({ text: "delete from export_limits" });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
});
afterAll(() => app.stop());

const scopes = ["own", "team", "subtree", "all"] as const;
const condition = fc.oneof(
  fc.record({
    field: fc.constant("jobTitle"),
    op: fc.constant("eq"),
    value: fc.constantFrom("Buyer", "Seller", "Clerk"),
  }),
  fc.record({
    field: fc.constant("name"),
    op: fc.constant("contains"),
    value: fc.constantFrom("1", "0", "Contact", "9"),
  }),
  fc.record({ field: fc.constant("owner"), op: fc.constant("notEmpty") }),
  fc.record({ field: fc.constant("city"), op: fc.constant("startsWith"), value: fc.constant("CANARY") }),
);
const asked = fc.record({
  read: fc.constantFrom<Scope>(...scopes),
  out: fc.constantFrom<Scope>(...scopes),
  filter: fc.option(condition, { nil: undefined }),
  fields: fc.option(fc.subarray(["name", "jobTitle", "phone", "city", "owner"], { minLength: 1 }), { nil: undefined }),
});

describe("case 37: whatever is asked, with whatever reach", () => {
  test("rows of the file are rows of the list, and columns those that may be read", async () => {
    const actor = (await app.get(services.people).actors.ofUser(seller.id, "page")) as Actor;
    const readable = new Set(
      app
        .get(services.kinds)
        .seenBy(actor)
        .get("contact")
        .fields.map(({ path }) => path),
    );
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(asked, async ({ read, out, filter, fields }) => {
        const grants = new Map([...actor.grants, ["contacts.read", read], ["contacts.export", out]] as const);
        const as = { ...actor, grants };
        const query = { filter: filter as never };
        const listed = await app.records.list(as, "contact", { ...query, limit: 200 }).catch(() => undefined);
        const file = await exported(as, { ...query, fields }).catch(() => undefined);
        if (!file) return;
        expect(listed, "a file is refused where the list is").toBeDefined();
        const names = new Set(listed?.data.map((record) => record["name"]));
        expect(file.columns.filter((path) => !readable.has(path) && !stamps.has(path))).toEqual([]);
        expect(file.names.filter((name) => !names.has(name))).toEqual([]);
        expect(file.text).not.toMatch(/CANARY \d|\+3598881234/);
        compared += file.names.length;
      }),
      { numRuns: 60 },
    );
    expect(compared, "files with rows were compared").toBeGreaterThan(100);
  });
});

const stamps = new Set(["createdAt", "updatedAt", "id"]);

async function exported(as: Actor, query: { filter: never; fields: string[] | undefined }) {
  const { columns, lines } = await app.get(services.exports).open(as, "contact", query);
  const pieces: Uint8Array[] = [];
  for await (const piece of lines) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  const at = columns.findIndex(({ path }) => path === "name");
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: true });
  return { text, columns: columns.map(({ path }) => path), names: at < 0 ? [] : data.map((row) => row[at]) };
}
