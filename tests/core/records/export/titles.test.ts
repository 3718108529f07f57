import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let admin: TestPerson;
let seller: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  for (const [right, scope] of [
    ["companies.read", "own"],
    ["contacts.export", "all"],
  ] as const)
    await app.grant("sales", right, scope);
  [admin, seller] = await Promise.all([app.person("admin"), app.person("sales")]);
  const secret = await app.records.create(admin.actor, "company", { name: "Quiet Merger Ltd", owner: admin.id });
  const own = await app.records.create(admin.actor, "company", { name: "Open Boats", owner: seller.id });
  for (const [name, company] of [
    ["Vera", secret.id],
    ["Ivan", own.id],
  ] as const)
    await app.records.create(admin.actor, "contact", { name, company });
});
afterAll(() => app.stop());

test.each(["csv", "xlsx"])("a file (%s) names a company only to those who may see it", async (format) => {
  const fileOf = async (person: TestPerson): Promise<string> => {
    const answer = await person.api("GET", `/api/v1/contacts/export.${format}?fields=name,company`);
    expect(answer.status).toBe(200);
    return format === "csv" ? await answer.text() : await cells(await answer.arrayBuffer());
  };
  const [all, some] = [await fileOf(admin), await fileOf(seller)];
  expect(all).toContain("Quiet Merger Ltd");
  expect(some).toContain("Vera");
  expect(some).toContain("Open Boats");
  expect(some).not.toContain("Quiet Merger");
});

async function cells(file: ArrayBuffer): Promise<string> {
  return JSON.stringify(await readSheet(Buffer.from(file)));
}
