import { Invalid, type Mail, services } from "trellis/sdk";
import { startTestApp, type TestApp, type TestPerson } from "trellis/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { lettersAbout } from "../reminder-mail.ts";
import { type Preparing, Reminders } from "../reminders.ts";
import { granted } from "./granted.ts";

type Letter = Parameters<Mail["write"]>[1];

let app: TestApp;
let ben: TestPerson;
const queued: Letter[] = [];
const rows = async (text: string, ...values: unknown[]) => await app.db.query({ text, values });

beforeAll(async () => {
  app = await startTestApp({ plugins: ["activities"] });
  await granted(app, "sales", "own");
  ben = await app.person("sales", { name: "Ben", language: "de" });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await rows("delete from plugin_activities.reminders");
  queued.splice(0);
});

/** What the person set, as the plugin reads it. */
const read = async () => {
  const text = "select key, value from plugin_settings where plugin = 'activities' and user_id = $1";
  const set = await app.db.query<{ key: string; value: unknown }>({ text, values: [ben.id] });
  return Object.fromEntries(set.map(({ key, value }) => [key, value])) as never;
};
const letters: Preparing = async (due) => {
  const mail = { isOn: true, write: async (_trx: unknown, letter: Letter) => void queued.push(letter) };
  return await lettersAbout({ mail, records: app.records, actors: app.get(services.actors), settings: { read } }, due);
};
const send = async (prepare: Preparing = letters) => await new Reminders(app.db, { prepare }).sendDue();
const subjects = () => {
  const words = app.get(services.words);
  return queued.map(({ words: key, values }) => words.t("de", `${key}.subject`, values));
};
const meet = async (input: object = {}): Promise<string> => {
  const startAt = new Date(Date.now() + 600_000).toISOString();
  return (await app.records.create(ben.actor, "activity", { subject: "Meet", type: "meeting", startAt, ...input })).id;
};
const byMail = async (is: "yes" | "no") => {
  expect((await ben.send("/me/modules/activities", { was: "", remindByMail: is })).status).toBe(303);
};

describe("reminders by mail", () => {
  test("are for those who want them", async () => {
    await byMail("no");
    await meet();
    expect([await send(), queued]).toEqual([1, []]);
  });

  test("come once, with when and where, and lead to the activity", async () => {
    await byMail("yes");
    const id = await meet({ subject: "Angebot durchsprechen", place: "Hafen 3" });
    expect([await send(), await send()]).toEqual([1, 0]);
    expect(subjects()).toEqual(["Gleich: Angebot durchsprechen"]);
    expect(queued[0]).toMatchObject({
      to: { person: ben.id },
      path: `/activities/${id}`,
      values: { place: "Hafen 3" },
    });
  });

  test("that were due while nobody was there are one letter", async () => {
    await byMail("yes");
    for (const subject of ["One", "Two", "Three"]) await meet({ subject });
    await rows("update plugin_activities.reminders set fire_at = now() - interval '13 hours'");
    await send();
    expect(subjects()).toEqual(["3 Erinnerungen aus der Zeit, als niemand da war"]);
  });

  test("that were due while nobody was there are one letter, also where there are more than are said at once", async () => {
    await byMail("yes");
    const id = await meet();
    await rows("delete from plugin_activities.reminders");
    await rows(
      `insert into plugin_activities.activities (id, subject, type, status, owner_id, version, created_at, created_by, updated_at, updated_by)
        select gen_random_uuid(), 'Copy', type, status, owner_id, 1, now(), created_by, now(), updated_by
        from plugin_activities.activities, generate_series(1, 700) where id = $1`,
      id,
    );
    await rows(`insert into plugin_activities.reminders (activity, person, fire_at)
      select id, owner_id, now() - interval '13 hours' from plugin_activities.activities where subject = 'Copy'`);
    expect(await send()).toBe(700);
    expect(subjects()).toEqual(["700 Erinnerungen aus der Zeit, als niemand da war"]);
  });

  test("that one person cannot get keep nothing from the others", async () => {
    await byMail("yes");
    const ana = await app.person("sales", { name: "Ana" });
    const startAt = new Date(Date.now() + 600_000).toISOString();
    await app.records.create(ana.actor, "activity", { subject: "Hers", type: "meeting", startAt });
    await meet();
    const failing: Preparing = async (due) => {
      if (due.some(({ person }) => person === ana.id)) throw new Error("Her settings cannot be read.");
      return await letters(due);
    };
    await send(failing);
    expect(subjects()).toEqual(["Gleich: Meet"]);
    const states = await rows("select person, state from plugin_activities.reminders order by state");
    expect(states).toEqual([
      { person: ana.id, state: "pending" },
      { person: ben.id, state: "sent" },
    ]);
  });

  test("to an address that letters cannot go to are said by the bell", async () => {
    await byMail("yes");
    const id = await meet();
    const problem = { pointer: "/to", code: "mail_address", message: "problem.mail_address" };
    const mail = { isOn: true, write: async () => await Promise.reject(new Invalid([problem])) };
    const needs = { mail, records: app.records, actors: app.get(services.actors), settings: { read } };
    await send(async (due) => await lettersAbout(needs, due));
    expect(await rows("select state from plugin_activities.reminders where activity = $1", id)).toEqual([
      { state: "sent" },
    ]);
  });

  test("tell nothing of what the person may no longer see", async () => {
    await byMail("yes");
    const id = await meet({ subject: "Secret by now" });
    await rows("update plugin_activities.activities set owner_id = null where id = $1", id);
    await rows(
      "insert into plugin_activities.reminders (activity, person, fire_at) values ($1, $2, now())",
      id,
      ben.id,
    );
    await send();
    expect(subjects()).toEqual(["Eine Erinnerung"]);
    expect(JSON.stringify(queued)).not.toContain("Secret by now");
  });

  test("are not written when the reminder was taken back meanwhile", async () => {
    await byMail("yes");
    const id = await meet();
    await send(async (due) => {
      const say = await letters(due);
      await app.records.change(ben.actor, "activity", id, { status: "cancelled" });
      return say;
    });
    expect(queued).toEqual([]);
  });

  test("are not written when the bell could not ring either", async () => {
    await byMail("yes");
    await meet();
    const broken = async () => await Promise.reject(new Error("no line"));
    await new Reminders(app.db, { say: broken, prepare: letters }).sendDue();
    expect(queued).toEqual([]);
  });
});
