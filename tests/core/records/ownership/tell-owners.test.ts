// Case 22 of the catalogue of attacks, its last part: nobody's records change hands behind their back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tellOwners } from "../../../../core/records/ownership/tell-owners.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { allReadable } from "../../../support/readable.ts";
import { type MailServer, startMailServer, textOf } from "../../../support/mail-server.ts";

let app: TestApp;
let server: MailServer;
let boss: TestPerson;
let ana: TestPerson;
let boris: TestPerson;
beforeAll(async () => {
  server = await startMailServer();
  app = await startTestApp({ background: true, env: { SMTP_URL: server.url, PUBLIC_URL: "http://crm.kolev.example" } });
  // Told by the tests alone, or a full minute in the middle of one would make two letters of it.
  await app.db.query({ text: "delete from jobs.schedule where name = 'ownership.tell'" });
  boss = await app.person("admin", { name: "Bea Boss" });
  ana = await app.person("sales", { name: "Ana" });
  boris = await app.person("sales", { name: "Boris", language: "de" });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(() => void server.received.splice(0));

async function tell(): Promise<void> {
  await allReadable(app.db);
  const [kinds, post] = [app.get(services.kinds), app.get(services.mail)];
  await tellOwners({ db: app.db, kinds, records: app.records, post });
}
const written = async (): Promise<number> =>
  (await app.db.query<{ n: number }>({ text: "select count(*)::int as n from mails where owner = 'ownership'" }))[0]
    ?.n ?? 0;
const contact = async (name: string, owner = ana): Promise<string> =>
  (await app.records.create(owner.actor, "contact", { name })).id;
const give = async (id: string, to: TestPerson, by = boss) =>
  await app.records.change(by.actor, "contact", id, { owner: to.id });

describe("case 22: a record that is given away", () => {
  test("is told to whoever gets it and to whoever had it, each in their language", async () => {
    const id = await contact("Roof Works");
    await give(id, boris);
    await tell();
    const [got, lost] = [await server.letterTo(boris.email), await server.letterTo(ana.email)];
    expect(textOf(got)).toMatch(/Das gehört von nun an Ihnen:\s+“Roof Works”/);
    expect(textOf(got)).toContain(`http://crm.kolev.example/contacts/${id}`);
    expect(textOf(lost)).toMatch(/This is no longer yours:\s+“Roof Works”/);
    expect(lost.raw).toMatch(/^Subject: Bea Boss gave a record of yours to somebody else/m);
  });

  test("is one letter for many, which names some and counts the rest", async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, (_, at) => contact(`Client ${at}`)));
    for (const id of ids) await give(id, boris);
    const before = await written();
    await tell();
    expect(await written()).toBe(before + 2);
    const text = textOf(await server.letterTo(ana.email));
    expect([text.match(/“Client \d”/g)?.length, text]).toEqual([5, expect.stringContaining("and 2 more.")]);
  });

  test("is told once, and to nobody of what they did themselves", async () => {
    await tell();
    const before = await written();
    await app.records.change(boss.actor, "contact", await contact("Renamed"), { name: "Other" });
    await give(await contact("Mine", boss), boss, boss);
    await tell();
    expect(await written()).toBe(before);
    await give(await contact("Taken over"), boss);
    await tell();
    await tell();
    expect(await written(), "Ana alone").toBe(before + 1);
  });

  test("is told, too, when it goes by an operation on many", async () => {
    const ids = [await contact("First"), await contact("Second")];
    const before = await written();
    expect(
      (await boss.send("/contacts/bulk", { do: "assign", ids, owner: boris.id, save: "yes" })).status,
    ).toBeLessThan(400);
    await expect
      .poll(async () => (await app.records.get(boss.actor, "contact", ids[1] as string))["owner"])
      .toBe(boris.id);
    await tell();
    expect(await written()).toBe(before + 2);
  });
});
