// A person's end: nothing about them stays anywhere in the data base, but that there was somebody.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytesSource } from "../../../core/records/import/file/source.ts";
import { services } from "../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { wordsIn } from "../../support/words-in.ts";

let app: TestApp;
let root: TestPerson;
let id = "";

/** Each stands in a place of its own: names now and before, addresses, numbers, notes, what others' forms said. */
const secrets = [
  "Zdravka",
  "Starova",
  "zdrava@nowhere.example",
  "zz.old@nowhere.example",
  "888765432",
  "allergic",
  "Zlataper",
];

beforeAll(async () => {
  app = await startTestApp();
  root = await app.person("admin", { name: "Root" });
  id = await lived();
});
afterAll(() => app.stop());

const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await root.api("POST", `/api/v1/${path}`, body, headers);
  expect(answer.status, path).toBeLessThan(300);
  return (await answer.json()) as { id: string };
};

/** A contact with everything that the program writes down about one. */
async function lived(): Promise<string> {
  const company = await post("companies", { name: "Employer Ltd" });
  const person = { name: "Zdravka Starova", email: "zdrava@nowhere.example", phone: "+359888765432" };
  const one = await post("contacts", person, { "Idempotency-Key": "once" });
  const path = `/api/v1/contacts/${one.id}`;
  await root.api("PATCH", path, { name: "Zdravka Nova", note: "allergic to nuts" });
  const note = await root.send(`/contacts/${one.id}/notes`, { body: "Zdravka prefers the telephone" });
  expect(note.status).toBe(303);
  await root.send(`/contacts/${one.id}/employments`, { company: company.id, role: "Zlataper" });
  await root.send(`/contacts/${one.id}/consents`, { channel: "email", purpose: "marketing", state: "granted" });
  await app.db.query({
    text: "insert into external_ids (kind, source, external_id, record_id) values ('contact', 'old', 'zdravka-17', $1)",
    values: [one.id],
  });
  const double = await post("contacts", { name: "Zdravka S.", email: "zz.old@nowhere.example" });
  await post(`contacts/${one.id}/merge`, { loser: double.id });
  await imported();
  return one.id;
}

/** A file that brings her phone number up to date, beside somebody else. */
async function imported(): Promise<void> {
  const imports = app.get(services.imports);
  const text = "Name,E-mail,Job\nZdravka Nova,zdrava@nowhere.example,Dentist\nSomebody Else,else@there.example,Baker\n";
  const plan = { columns: { Name: "name", "E-mail": "email", Job: "jobTitle" }, match: "email" };
  const one = await imports.upload(root.actor, "contact", bytesSource("people.csv", Buffer.from(text)), { plan });
  expect(await imports.runNow(root.actor, one.id)).toMatchObject({ state: "done" });
}

describe("erasing a person", () => {
  test("leaves none of their words in any column of any table", async () => {
    expect(await wordsIn(app.db, secrets)).not.toEqual([]);
    const answer = await root.api("DELETE", `/api/v1/contacts/${id}?permanent=true`);
    expect(answer.status).toBe(204);
    expect(await wordsIn(app.db, secrets)).toEqual([]);
  });

  test("leaves that they were there, and everybody else", async () => {
    const lines = await app.db.query({
      text: "select action, before, after from changes where record_id = $1 order by version",
      values: [id],
    });
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-1)).toMatchObject({ action: "erased" });
    expect(lines.every(({ before, after }) => before === null && after === null)).toBe(true);
    expect(await app.records.list(root.actor, "contact", { q: "Somebody Else" })).toMatchObject({ data: [{}] });
    expect(await app.records.list(root.actor, "company", { q: "Employer" })).toMatchObject({ data: [{}] });
  });

  test("leaves the pages of history and of changes in order", async () => {
    expect((await root.visit("/changes")).status).toBe(200);
    expect((await root.visit("/changes?of=all")).status).toBe(200);
    expect((await root.visit("/imports")).status).toBe(200);
    expect((await root.visit(`/contacts/${id}`)).status).toBe(404);
  });

  test("keeps an address that asked to be left alone, and nothing beside it", async () => {
    const marked = [{ type: "email", value: "leave@me.example", doNotUse: true, reason: "asked" }];
    const quiet = await post("contacts", { name: "Quieta Person", email: "leave@me.example", channels: marked });
    await root.api("DELETE", `/api/v1/contacts/${quiet.id}?permanent=true`);
    expect(await wordsIn(app.db, ["Quieta"])).toEqual([]);
    expect(await wordsIn(app.db, ["leave@me.example"])).toEqual(["opted_out_channels.key"]);
  });

  test("is refused while a deal needs them, and then changes nothing", async () => {
    await app.get(services.sales).pipelines.createFromTemplate(root.actor, "simple", "en");
    const company = await post("companies", { name: "Neededa Ltd" });
    await post("deals", { name: "A deal", company: company.id });
    const answer = await root.api("DELETE", `/api/v1/companies/${company.id}?permanent=true`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, "records.still_needed"]);
    expect(await wordsIn(app.db, ["Neededa"])).toContain("changes.after");
  });
});
