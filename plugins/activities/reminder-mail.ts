// Reminders as letters, for those who want them besides the bell. What is written about is what the person may see now.
import { type Actor, Invalid, type Mail, type OwnSettings, type Records, type Transaction } from "trellis/sdk";
import { type Activity, activityFrom } from "./activity.ts";
import type { Channel, Claimed } from "./reminders.ts";

interface Needs {
  readonly mail: Pick<Mail, "isOn" | "write">;
  readonly settings: OwnSettings;
  readonly records: Records;
  readonly actors: { ofUser(id: string, source: "job"): Promise<Actor | undefined> };
}

type Letter = Parameters<Mail["write"]>[1];

/** After half a day nobody needs to hear of it any more. */
const USEFUL = 12 * 60;

/** Looks up, before the reminders are said, what the letters about them will say; answers how to queue those that still hold. */
export async function lettersAbout(needs: Needs, due: readonly Claimed[]): Promise<Channel> {
  if (!needs.mail.isOn) return async () => undefined;
  const letters = new Map<string, Letter>();
  for (const [person, mine] of Map.groupBy(due, (one) => one.person)) {
    const actor = await needs.actors.ofUser(person, "job");
    if (!actor || !(await wantsLetters(needs.settings, actor))) continue;
    const seen = await seenBy(actor, needs.records, mine);
    for (const one of mine) letters.set(keyOf(one), letterAbout(one, actor, seen.get(one.activity)));
  }
  return async (trx, held) => await queue(trx, needs.mail, { letters, held });
}

async function wantsLetters(settings: OwnSettings, actor: Actor): Promise<boolean> {
  const { remindByMail } = await settings.read<{ remindByMail: boolean | null }>(actor);
  return remindByMail === true;
}

async function seenBy(actor: Actor, records: Records, due: readonly Claimed[]): Promise<ReadonlyMap<string, Activity>> {
  const found = new Map<string, Activity>();
  for (let at = 0; at < due.length; at += 100) {
    const value = due.slice(at, at + 100).map(({ activity }) => activity);
    const filter = { field: "id", op: "in", value } as const;
    const { data } = await records.list(actor, "activity", { filter, limit: 100 });
    for (const record of data) found.set(record.id, activityFrom(record));
  }
  return found;
}

function letterAbout({ activity, person, fireAt }: Claimed, actor: Actor, about: Activity | undefined): Letter {
  const more = { to: { person }, usefulFor: USEFUL, once: `${activity} ${person} ${fireAt}` };
  if (!about) return { ...more, words: "activities.mail.hidden", path: "/activities/reminders" };
  const values = { subject: about.subject, when: whenOf(about, actor), place: about.place || "–" };
  return { ...more, words: "activities.mail.reminder", values, path: `/activities/${activity}` };
}

/** As the person's clock and language say it. */
function whenOf({ startAt, dueOn, allDay }: Activity, { language, timeZone }: Actor): string {
  if (startAt !== null && !allDay)
    return new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone }).format(
      new Date(startAt),
    );
  const day = new Date(`${dueOn ?? startAt?.slice(0, 10) ?? ""}T00:00:00Z`);
  return Number.isNaN(day.getTime())
    ? "–"
    : new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" }).format(day);
}

const keyOf = ({ activity, person }: Claimed): string => `${activity} ${person}`;

interface Queued {
  readonly letters: ReadonlyMap<string, Letter>;
  readonly held: readonly Claimed[];
}

/** A letter each; what is long past is one letter together. */
async function queue(trx: Transaction, mail: Needs["mail"], { letters, held }: Queued): Promise<void> {
  const wanted = held.filter((one) => letters.has(keyOf(one)));
  for (const one of wanted.filter(({ late }) => !late)) await write(trx, mail, letters.get(keyOf(one)) as Letter);
  const late = wanted.filter((one) => one.late);
  for (const [person, mine] of Map.groupBy(late, (one) => one.person)) {
    const [first] = mine.map((one) => `${keyOf(one)} ${one.fireAt}`).toSorted();
    const digest = { to: { person }, words: "activities.mail.digest", values: { count: mine.length } };
    await write(trx, mail, { ...digest, path: "/activities/reminders", once: first ?? person });
  }
}

/** Where letters cannot go to an address the bell says it alone. */
async function write(trx: Transaction, mail: Needs["mail"], letter: Letter): Promise<void> {
  try {
    await mail.write(trx, letter);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
  }
}
