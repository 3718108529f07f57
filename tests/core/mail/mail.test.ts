import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Letter } from "../../../core/mail/letter.ts";
import type { Mail } from "../../../core/mail/mail.ts";
import { mailAskedFor } from "../../../core/plugins/live/asked-for.ts";
import { services } from "../../../core/sdk/services.ts";
import { Lender } from "../../../core/db/lent.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../support/app.ts";
import { headerOf, type MailServer, startMailServer, textOf } from "../../support/mail-server.ts";
import { until } from "../../support/until.ts";

let app: TestApp;
let server: MailServer;
let mail: Mail;
let admin: TestPerson;
beforeAll(async () => {
  server = await startMailServer();
  app = await startTestApp({
    background: true,
    env: { SMTP_URL: server.url, MAIL_FROM: "crm@kolev.example", PUBLIC_URL: "http://crm.kolev.example" },
  });
  mail = app.get(services.mail);
  admin = await app.person("admin", { name: "Ана Колева", language: "bg" });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(() => void server.received.splice(0));

const to = { name: "Petar Kolev", address: "petar@example.com", language: "en" };
const letter: Letter = { to, words: "mail.test", values: { name: "Petar" } };
const write = (more: Partial<Letter> = {}) => app.db.transaction((trx) => mail.write(trx, { ...letter, ...more }));
const newest = async () => (await mail.list())[0];
const stateBecomes = (state: string) => until(async () => (await newest())?.state === state);

describe("a letter", () => {
  test("leaves once its cause is written, in the recipient's language, from the company", async () => {
    await write({ to: { person: admin.id }, values: { name: "Ана" }, path: "/deals/7" });
    const got = await server.letterTo(admin.email);
    expect(got.from).toBe("crm@kolev.example");
    expect(headerOf(got, "From")).toContain("<crm@kolev.example>");
    expect(headerOf(got, "From")).toContain("Kolev & Sons");
    expect(headerOf(got, "Auto-Submitted")).toBe("auto-generated");
    expect(textOf(got)).toContain("Здравейте, Ана!");
    expect(textOf(got)).toContain("http://crm.kolev.example/deals/7");
    await stateBecomes("sent");
  });

  test("does not leave when its cause comes to nothing", async () => {
    const before = (await mail.list()).length;
    const failing = app.db.transaction(async (trx) => {
      await mail.write(trx, letter);
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    expect((await mail.list()).length).toBe(before);
  });

  test("is kept sealed while it waits, and not at all when it has left", async () => {
    server.next("refuse");
    await write({ path: "/password/CANARY-link" });
    await stateBecomes("failed");
    const [row] = await app.db.query<{ letter: Buffer }>({ text: "select letter from mails order by id desc limit 1" });
    expect(row?.letter.length).toBeGreaterThan(100);
    expect(row?.letter.toString("latin1")).not.toContain("CANARY");
    const jobs = await app.db.query({ text: "select data::text from jobs.job where data::text like '%CANARY%'" });
    expect(jobs).toEqual([]);
    await write();
    await stateBecomes("sent");
    const kept = await app.db.query({ text: "select 1 from mails where state = 'sent' and letter is not null" });
    expect(kept).toEqual([]);
  });

  test("brings an appointment that calendars understand", async () => {
    const content = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
    await write({ appointment: { method: "REQUEST", content } });
    const got = await server.letterTo(to.address);
    expect(got.raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/);
  });

  test("goes to a host with letters of another alphabet by the name that servers know", async () => {
    await write({ to: { ...to, address: "office@фирма.бг" } });
    const got = await server.letterTo("office@фирма.бг");
    expect(got.raw).toMatch(/^To: .*office@xn--80apmps\.xn--90ae/m);
  });

  test("goes to nobody who left or has no address", async () => {
    const leaver = await app.person("sales");
    await app.db.query({ text: "update users set state = 'inactive' where id = $1", values: [leaver.id] });
    const before = (await mail.list()).length;
    await write({ to: { person: leaver.id } });
    expect((await mail.list()).length).toBe(before);
  });
});

describe("whoever tries to slip something in", () => {
  test.each([
    "a@good.example, evil@example.com",
    '"x@evil.example y"@good.example',
    "a@good.example\r\nBcc: evil@example.com",
    "Good <evil@example.com>",
    "a@[127.0.0.1]",
    "аna@good.example",
    "a@good.example，evil＠фирма.бг",
    "a@фирма.бг, evil@example.com",
    "a@фирма.бг\r\nBcc: evil@example.com",
    "a@фир ма.бг",
    "a@фирма／evil.example",
    "",
  ])("does not get %j for a recipient", async (address) => {
    await expect(write({ to: { ...to, address } })).rejects.toMatchObject({ status: 422 });
  });

  test("adds no header by a name or a subject, and no mark-up by a value", async () => {
    const evil = "Petar\r\nBcc: evil@example.com\r\n\r\n<b onclick=x>&";
    await write({ to: { ...to, name: evil, address: "evil1@example.com" }, values: { name: evil } });
    const got = await server.letterTo("evil1@example.com");
    expect(got.to).toEqual(["evil1@example.com"]);
    expect(got.raw.split("\r\n\r\n")[0]).not.toMatch(/^Bcc:/im);
    expect(got.raw.split("text/html")[1]).not.toContain("<b onclick");
  });

  test("has no file of the server attached", async () => {
    const content = { path: "/etc/passwd" } as unknown as string;
    await expect(write({ appointment: { method: "REQUEST", content } })).rejects.toThrow("is text");
  });
});

describe("a plugin", () => {
  const guest = { plugin: "visits", lender: new Lender(() => undefined), settings: {}, emits: [], metrics: [] };

  test("writes only when an administrator agreed", () => {
    expect(() => mailAskedFor({ ...guest, agreed: {} }, mail)).toThrow("plugins.no_service");
    expect(mailAskedFor({ ...guest, agreed: { mail: true } }, mail).isOn).toBe(true);
  });

  test("writes in its own words only", async () => {
    const own = mailAskedFor({ ...guest, agreed: { mail: true } }, mail);
    await expect(app.db.transaction((trx) => own.write(trx, letter))).rejects.toThrow("words of its own");
  });
});

describe("a mail server in trouble", () => {
  test("is tried again", async () => {
    server.next("refuse for now");
    const id = await failedOnce({});
    expect(await newest()).toMatchObject({ state: "waiting", tries: 1 });
    await mail.send(id);
    expect(await newest()).toMatchObject({ state: "sent", tries: 2 });
    await mail.send(id);
    expect(server.received).toHaveLength(1);
  });

  test("that refuses for good is not bothered again, until somebody says so", async () => {
    server.next("refuse");
    await write();
    await stateBecomes("failed");
    const { id = "" } = (await newest()) ?? {};
    expect((await admin.send(`/settings/mail/${id}/again`)).status).toBe(303);
    await stateBecomes("sent");
    expect((await admin.send(`/settings/mail/${id}/again`)).status).toBe(303);
    expect(server.received).toHaveLength(1);
  });

  test("that hangs up without an answer gets it once more, and then somebody has to look", async () => {
    server.next("hang up", "hang up");
    const id = await failedOnce({});
    await mail.send(id);
    expect(await newest()).toMatchObject({ state: "unclear" });
    await mail.send(id);
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map((one) => headerOf(one, "Message-ID"))).size).toBe(1);
  });

  test("gets once more what was under way when a process died, and no third time", async () => {
    server.next("refuse for now");
    const id = await failedOnce({});
    const died = { text: "update mails set state = 'sending' where id = $1", values: [id] };
    await app.db.query(died);
    server.next("refuse for now");
    await expect(mail.send(id)).rejects.toThrow();
    await app.db.query(died);
    await mail.send(id);
    expect(await newest()).toMatchObject({ state: "unclear" });
    expect(server.received).toEqual([]);
  });

  test("is not told what is of no use any more", async () => {
    server.next("refuse for now");
    const id = await failedOnce({ usefulFor: 30 });
    await app.db.query({ text: "update mails set useful_until = now() where id = $1", values: [id] });
    await mail.send(id);
    expect(await newest()).toMatchObject({ state: "expired" });
    expect(server.received).toEqual([]);
  });

  /** A letter whose first try went wrong; the next one is made by the test, and not in half a minute. */
  async function failedOnce(more: Partial<Letter>): Promise<string> {
    await write(more);
    await until(async () => (await newest())?.error);
    return (await newest())?.id ?? "";
  }
});

describe("the page of system mail", () => {
  test("shows administrators what left, and writes a test to them", async () => {
    expect((await admin.send("/settings/mail/test")).status).toBe(303);
    await server.letterTo(admin.email);
    await stateBecomes("sent");
    const page = await (await admin.visit("/settings/mail")).text();
    expect(page).toContain(admin.email);
    expect(page).toContain("изпратено");
  });

  test("is not for others", async () => {
    const sales = await app.person("sales");
    for (const answer of [await sales.visit("/settings/mail"), await sales.send("/settings/mail/test")])
      expect(answer.status).toBe(403);
  });
});
