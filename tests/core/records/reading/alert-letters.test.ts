// Letters about what was unusual: to whoever may read the audit trail, each once and in their language, and never what it was.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import type { RuleName } from "../../../../core/records/reading/rule.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { type MailServer, startMailServer, textOf } from "../../../support/mail-server.ts";

let app: TestApp;
let server: MailServer;
let ada: TestPerson;
let dora: TestPerson;
let boyan: TestPerson;
let seller: TestPerson;
beforeAll(async () => {
  server = await startMailServer();
  app = await startTestApp({ background: true, env: { SMTP_URL: server.url, PUBLIC_URL: "http://crm.kolev.example" } });
  await app.grant("manager", "audit.read", "all");
  [ada, dora] = [
    await app.person("admin", { name: "Ada" }),
    await app.person("admin", { name: "Dora", language: "de" }),
  ];
  boyan = await app.person("manager", { name: "Боян", language: "bg" });
  seller = await app.person("sales", { name: "Sava Petrov" });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(async () => {
  for (const table of ["alerts", "mails"]) await app.db.query({ text: `delete from ${table}` });
  server.received.splice(0);
});

const raise = async (rule: RuleName, person = seller, detail: object = { count: 61, limit: 60, usual: 5 }) =>
  await app.get(inside.alerts).raise({ rule, userId: person.id, detail: { ...detail } });
/** To whom letters about alerts were written, sent or not. */
const writtenTo = async (): Promise<string[]> =>
  (await app.db.query<{ recipient: string }>({ text: "select recipient from mails where owner = 'alerts'" }))
    .map(({ recipient }) => recipient)
    .toSorted();
const emails = (...people: readonly TestPerson[]) => people.map(({ email }) => email).toSorted();

describe("an alert", () => {
  test("is told to all who may read the trail, in their language, with the way to it and without what it was", async () => {
    await raise("pace");
    for (const [person, text] of [
      [ada, "was unusual. What it was stands behind the sign-in:"],
      [dora, "Was es war, steht hinter der Anmeldung:"],
      [boyan, "Какво е било, ще видите след вход:"],
    ] as const) {
      const letter = await server.letterTo(person.email);
      expect(textOf(letter)).toContain(text);
      expect(textOf(letter)).toContain("http://crm.kolev.example/settings/alerts");
      expect(textOf(letter)).not.toMatch(/Sava|61|pace/);
    }
    expect(await writtenTo()).toEqual(emails(ada, dora, boyan));
  });

  test("is told once: not again while the rule is silent, and again after that", async () => {
    for (let time = 0; time < 3; time++) await raise("sequence");
    expect(await writtenTo()).toEqual(emails(ada, dora, boyan));
    await app.db.query({ text: "update alerts set at = at - interval '5 hours'" });
    await raise("sequence");
    expect(await writtenTo()).toEqual(emails(ada, ada, dora, dora, boyan, boyan));
  });

  test("is told once by several who see the same at once", async () => {
    await Promise.all(Array.from({ length: 6 }, () => raise("reveals")));
    expect(await writtenTo()).toEqual(emails(ada, dora, boyan));
  });

  test("is not told to whom it is about", async () => {
    await raise("off_hours", boyan);
    expect(await writtenTo()).toEqual(emails(ada, dora));
  });

  test("that is merely worth knowing, or of a rule that is off, is no letter", async () => {
    await raise("first_export");
    await app.db.query({
      text: "insert into risk_rules (rule, threshold, pause, action) values ('pace', 60, 4, 'none')",
    });
    await raise("pace");
    expect(await writtenTo()).toEqual([]);
    await app.db.query({ text: "delete from risk_rules" });
  });

  test("is told to nobody who was switched off or never had the right", async () => {
    await app.db.query({ text: "update users set state = 'inactive' where id = $1", values: [dora.id] });
    await raise("removals");
    expect(await writtenTo()).toEqual(emails(ada, boyan));
    await app.db.query({ text: "update users set state = 'active' where id = $1", values: [dora.id] });
  });
});
