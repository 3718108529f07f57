// What a browser sends for a record that is chosen among others: the empty text that stands before the choices, then the choice.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let mira: TestPerson;
let company: string;

beforeAll(async () => {
  app = await startTestApp();
  mira = await app.person("sales", { name: "Mira" });
  company = (await app.records.create(mira.actor, "company", { name: "Kolev" })).id;
});
afterAll(() => app.stop());

const companyOf = async (name: string) => {
  const filter = { field: "name", op: "eq", value: name } as const;
  return (await app.records.list(mira.actor, "contact", { filter })).data.map((one) => one["company"]);
};

describe("a record that was chosen", () => {
  test.each([
    ["the small form", "/new/contacts"],
    ["the whole form", "/contacts"],
  ])("in %s is kept", async (form, path) => {
    await mira.send(path, { name: `By ${form}`, company: ["", company] });
    expect(await companyOf(`By ${form}`)).toEqual([company]);
  });
});
