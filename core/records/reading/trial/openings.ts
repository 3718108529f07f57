// Rules tried on what one person opened: at each opened record they are asked as they would have been then.
import type { Database } from "../../../db/database.ts";
import { type Figures, hoursOf, paceOf } from "../judge.ts";
import type { RuleName } from "../rule.ts";
import { hoursBefore, type Usual, usualOf, type WorkedHour } from "../usual.ts";
import type { Bait } from "./bait.ts";
import { type Opening, Recent } from "./recent.ts";
import type { Noted } from "./told.ts";
import type { Past } from "./past.ts";

export interface Watched {
  readonly id: string;
  readonly zone: string;
  /** May mark records as bait, and raises no alert by opening them. */
  readonly marks: boolean;
}

const PAGE = 2_000;

const page = `select r.seq, r.at as moment, date_part('epoch', r.at) * 1000 as at, r.kind, r.record_id as "recordId", r.place,
  (r.at at time zone $2)::date::text as day,
  (date_part('hour', r.at at time zone $2) * 60 + date_part('minute', r.at at time zone $2))::int as minute
  from readings r where r.user_id = $1 and (r.at, r.seq) > ($3::timestamptz, $4::bigint) and r.at <= $5::timestamptz
  order by r.at, r.seq limit ${PAGE}`;

const people = `select u.id, coalesce(u.time_zone, (select value #>> '{}' from settings where path = 'company.timeZone'), 'UTC') as zone,
  exists (select from user_roles r left join role_grants g on g.role = r.role and g.permission = $2
    where r.user_id = u.id and (r.role = 'admin' or g.scope <> 'none')) as marks
  from users u where exists (select from readings r where r.user_id = u.id and r.at > $1) or u.id = any($3::uuid[]) order by u.id`;

/** Whoever opened anything since then, and these; `right` is that of marking bait. */
export const peopleSince = async (db: Database, since: string, right: string, more: string[]): Promise<Watched[]> =>
  await db.query<Watched & object>({ text: people, values: [since, right, more] });

/** `traces`: what of theirs left no other trace than that it was told of, the oldest first. */
export async function tryOpenings(
  past: Past,
  person: Watched,
  { bait, traces }: { readonly bait: Bait; readonly traces: readonly Noted[] },
): Promise<void> {
  const recent = new Recent(past.fine.sequence);
  const usual = usualDays(past.db, person);
  const left = [...traces];
  for await (const openings of pagesOf(past, person)) {
    for (const opening of openings) {
      recent.add(opening);
      if (opening.at < past.sinceAt) continue;
      while (left[0] && Date.parse(left[0].at) <= opening.at) past.told.note(left.shift() as Noted);
      await judge(past, { person, recent, usual, bait }, opening);
    }
    await past.turn();
  }
  for (const one of left) past.told.note(one);
}

interface Seen {
  readonly person: Watched;
  readonly recent: Recent;
  readonly usual: (day: string) => Promise<Usual>;
  readonly bait: Bait;
}

async function judge({ fine, told }: Past, { person, recent, usual, bait }: Seen, opening: Opening): Promise<void> {
  const { moment: at, kind, recordId } = opening;
  const tell = (rule: RuleName, detail: Figures, subject: string | null = null): void => {
    if (detail) told.note({ rule, userId: person.id, subject, at, detail });
  };
  tell("sequence", recent.sequence);
  if (recent.hour > fine.pace || recent.day > fine.off_hours) {
    const days = await usual(opening.day);
    tell("pace", paceOf(recent.hour, days, fine.pace));
    tell("off_hours", hoursOf(recent.late(days), days, fine.off_hours));
  }
  if (!person.marks && bait.was(opening)) tell("honey", { way: "opened", kind, id: recordId }, recordId);
}

/** What was usual on a day, told from the days before it, is the same all day. */
function usualDays(db: Database, { id, zone }: Watched): (day: string) => Promise<Usual> {
  let hours: readonly WorkedHour[] | undefined;
  let known: { readonly day: string; readonly usual: Usual } | undefined;
  return async (day) => {
    hours ??= await hoursBefore(db, id, zone);
    if (known?.day !== day) known = { day, usual: usualOf(hours.filter((hour) => hour.day < day)) };
    return known.usual;
  };
}

async function* pagesOf({ db, before, until }: Past, { id, zone }: Watched): AsyncGenerator<readonly Opening[]> {
  let place = [before, "0"];
  for (;;) {
    const found = await db.query<Opening & object>({ text: page, values: [id, zone, ...place, until] });
    yield found;
    const last = found.at(-1);
    if (!last || found.length < PAGE) return;
    place = [last.moment, last.seq];
  }
}
