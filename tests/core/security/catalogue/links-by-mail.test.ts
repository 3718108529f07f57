// Cases 4 to 6 of the catalogue of attacks: links that let somebody in, sent by mail.
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashPassword } from "../../../../core/security/hashing.ts";
import { hashOf } from "../../../../core/security/secrets.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { type MailServer, startMailServer, textOf } from "../../../support/mail-server.ts";
import { password, system } from "../../../support/people.ts";
import { until } from "../../../support/until.ts";

const publicUrl = "http://crm.kolev.example";
let app: TestApp;
let server: MailServer;
let admin: TestPerson;
beforeAll(async () => {
  server = await startMailServer();
  app = await startTestApp({ background: true, env: { SMTP_URL: server.url, PUBLIC_URL: publicUrl } });
  admin = await app.person("admin", { name: "Ada" });
});
afterAll(async () => {
  await app.stop();
  await server.close();
});
beforeEach(async () => {
  server.received.splice(0);
  await app.db.query({ text: "truncate attempts" });
});

/** Somebody who has a password and lost it. */
async function someone(name: string): Promise<TestPerson> {
  const person = await app.person("sales", { name });
  await app.get(services.people).passwords.store(app.db, person.id, await hashPassword(password));
  return person;
}

const post = (path: string, form: Record<string, string>) =>
  fetch(app.url + path, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(form),
    headers: { "Sec-Fetch-Site": "same-origin" },
  });
const ask = (login: string) => post("/login/forgotten", { login });

const linkIn = (text: string): string => /\/password\/[\w-]+/.exec(text)?.[0] ?? "";

async function linkFor(person: TestPerson): Promise<string> {
  server.received.splice(0);
  await ask(person.email);
  return linkIn(textOf(await server.letterTo(person.email)));
}

const choose = (link: string, typed = "a quite new password") => post(link, { password: typed });
const quiet = async () => {
  const busy =
    "select 1 from jobs.job where name in ('users.reset', 'mail.send') and state in ('created', 'active', 'retry')";
  await until(async () => (await app.db.query({ text: busy })).length === 0);
};

/** Letters to somebody; those of tests before may come late. */
const lettersTo = (...emails: readonly string[]) =>
  server.received.filter(({ to }) => to.some((one) => emails.includes(one)));

describe("case 4: the letter holds the public address, and a foreign name is refused", () => {
  const raw = (headers: Record<string, string | string[]>, path = "/login/forgotten") =>
    new Promise<number>((done, fail) => {
      const sent = request(app.url, { method: "POST", path, headers, setHost: false });
      sent.on("response", (answer) => (answer.resume(), done(answer.statusCode ?? 0))).on("error", fail);
      sent.end(`login=${encodeURIComponent(lost.email)}`);
    });
  let lost: TestPerson;
  beforeAll(async () => {
    lost = await someone("Lost");
  });
  const form = { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" };

  const path = "/login/forgotten";
  test.each([
    ["another host", { Host: "evil.example" }, path],
    ["a host with a second one in it", { Host: "crm.kolev.example:80@evil.example" }, path],
    ["a second host with ours in it", { Host: "evil.example:80@crm.kolev.example" }, path],
    ["a host that begins like ours", { Host: "crm.kolev.example.evil.example" }, path],
    ["an absolute address", { Host: "crm.kolev.example" }, `http://evil.example${path}`],
  ])("%s is refused, and nothing is sent", async (_, headers, at) => {
    expect(await raw({ ...form, ...headers }, at)).toBe(421);
    await quiet();
    expect(lettersTo(lost.email)).toEqual([]);
  });

  test("a proxy's word, where none is trusted, changes nothing in the letter", async () => {
    const forwarded = { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript" };
    expect(await raw({ ...form, Host: "crm.kolev.example", ...forwarded })).toBe(200);
    const { raw: message } = await server.letterTo(lost.email);
    expect(message).not.toContain("evil");
    expect(message).toContain(publicUrl);
  });

  test("two of them", async () => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(
      "POST /login/forgotten HTTP/1.1\r\nHost: crm.kolev.example\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
    );
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(lettersTo(lost.email)).toEqual([]);
  });
});

describe("case 5: a link for a new password", () => {
  test("works once, and is kept as a hash only", async () => {
    const person = await someone("Once");
    const link = await linkFor(person);
    const secret = link.split("/")[2] ?? "";
    const kept = await app.db.query({ text: "select 1 from one_time_links where hash = $1", values: [hashOf(secret)] });
    expect(kept).toHaveLength(1);
    const first = await choose(link);
    expect([first.status, first.headers.get("Location")]).toEqual([303, "/"]);
    await expectDead(link);
  });

  test("is not used up by programs that look into mail", async () => {
    const link = await linkFor(await someone("Scanned"));
    for (let times = 0; times < 3; times++) expect((await fetch(app.url + link)).status).toBe(200);
    expect((await fetch(app.url + link, { method: "HEAD" })).status).toBe(200);
    expect((await choose(link)).status).toBe(303);
  });

  test("ends after half an hour", async () => {
    const link = await linkFor(await someone("Late"));
    const [row] = await app.db.query<{ minutes: number }>({
      text: "select round(extract(epoch from expires_at - now()) / 60)::int as minutes from one_time_links where hash = $1",
      values: [hashOf(link.split("/")[2] ?? "")],
    });
    expect(row?.minutes).toBe(30);
    await app.db.query({ text: "update one_time_links set expires_at = now() where purpose = 'password'" });
    await expectDead(link);
  });

  test.each([
    [
      "the password was changed",
      async ({ send }: TestPerson) =>
        void (await send("/me/password", { current: password, password: "changed by hand now" })),
    ],
    [
      "the address was changed",
      async ({ id }: TestPerson) =>
        void (await app.records.change(system, "user", id, { email: `new.${id.slice(-6)}@example.com` })),
    ],
    [
      "the person was switched off",
      async ({ id }: TestPerson) => void (await app.records.change(system, "user", id, { state: "inactive" })),
    ],
  ])("ends when %s", async (_, happens) => {
    const person = await someone("Changed");
    const link = await linkFor(person);
    await happens(person);
    await expectDead(link);
  });

  test("does not open the account of somebody who came later with the same address", async () => {
    const before = await someone("Before");
    const link = await linkFor(before);
    await app.records.remove(system, "user", before.id);
    const after = await app.records.create(system, "user", { name: "After", email: before.email, state: "active" });
    await expectDead(link);
    expect(await app.db.query({ text: "select 1 from passwords where user_id = $1", values: [after.id] })).toEqual([]);
  });

  test("ends all sessions of before, and the person is told", async () => {
    const person = await someone("Told");
    await choose(await linkFor(person));
    expect((await person.visit("/me")).status).toBe(303);
    const isNotice = ({ raw }: { raw: string }) => raw.includes("Your password was changed");
    expect(textOf(await server.letterTo(person.email, isNotice))).toContain("If it was not you");
  });

  async function expectDead(link: string): Promise<void> {
    const [opened, used] = [await fetch(app.url + link), await choose(link)];
    expect([opened.status, used.status]).toEqual([400, 400]);
    for (const answer of [opened, used]) expect(await answer.text()).toContain("This link has been used or is too old");
  }
});

describe("case 6: asking for a new password", () => {
  test("is answered alike for whoever is known and whoever is not, and the work is the same", async () => {
    const known = await someone("Known");
    const answers: string[] = [];
    for (const login of [known.email, "nobody@example.com"]) {
      const answer = await ask(login);
      expect(answer.status).toBe(200);
      answers.push((await answer.text()).replaceAll(/content="[^"]{20,}"|value="[^"]{20,}"/g, ""));
    }
    expect(answers[0]).toBe(answers[1]);
    const jobs = await app.db.query({
      text: "select 1 from jobs.job where data->>'login' in ($1, $2)",
      values: [known.email, "nobody@example.com"],
    });
    expect(jobs).toHaveLength(2);
    await server.letterTo(known.email);
    await quiet();
    expect(
      lettersTo(known.email, "nobody@example.com")
        .map(({ to }) => to)
        .flat(),
    ).toEqual([known.email]);
  });

  test("writes three letters an hour to an address at most, however it was typed", async () => {
    const person = await someone("Flooded");
    const ways = [person.email, person.email.toUpperCase(), ` ${person.email} `, person.email, person.email];
    for (const way of ways) expect((await ask(way)).status).toBe(200);
    await quiet();
    expect(lettersTo(person.email)).toHaveLength(3);
  });

  test("is stopped for a visitor who asks about everybody", async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 21; at++) statuses.push((await ask(`nobody${at}@example.com`)).status);
    expect(statuses.slice(0, 20).every((status) => status === 200)).toBe(true);
    expect(statuses[20]).toBe(429);
  });

  test("writes nothing to whoever was switched off", async () => {
    const gone = await someone("Gone");
    await app.records.change(system, "user", gone.id, { state: "inactive" });
    await ask(gone.email);
    await quiet();
    expect(lettersTo(gone.email)).toEqual([]);
  });
});

describe("an invitation", () => {
  test("goes by mail to the person, not to the screen, and lets them choose a password", async () => {
    expect(await (await admin.visit("/settings/people/new")).text()).toContain("gets a letter");
    const form = { name: "Ivo", email: "ivo@example.com", team: "", jobTitle: "", roles: ["sales"] };
    const answer = await admin.send("/settings/people", form);
    expect(answer.status).toBe(303);
    const page = await (await admin.visit(answer.headers.get("Location") ?? "")).text();
    expect(page).not.toContain("/password/");
    const letter = textOf(await server.letterTo("ivo@example.com"));
    expect(letter).toContain("Ada has made an account for you");
    expect((await choose(linkIn(letter))).status).toBe(303);
  });
});

describe("case 17: a new address to sign in with", () => {
  test("is told to the old one", async () => {
    const person = await someone("Moved");
    await app.records.change(system, "user", person.id, { email: "moved.away@example.com" });
    expect(textOf(await server.letterTo(person.email))).toContain("moved.away@example.com");
  });
});
