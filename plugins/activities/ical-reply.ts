// What a guest's calendar answers to an invitation (RFC 5546, `METHOD:REPLY`).
import ICAL from "ical.js";
import type { Answer } from "./participants.ts";

export interface Reply {
  /** The activity it answers. */
  readonly activity: string;
  /** In small letters. */
  readonly address: string;
  readonly answer: Answer;
  /** Which letter it answers. */
  readonly sequence: number;
  /** When it was given, as the guest's calendar says. RFC 3339. */
  readonly at: string;
}

const states: Readonly<Record<string, Answer>> = { ACCEPTED: "accepted", DECLINED: "declined", TENTATIVE: "tentative" };
const uidOf = /^([0-9a-f-]{36})@trellis$/;

/** Answers in a calendar file; undefined for a file that is no answer. What it says of meetings that are not ours is passed over. */
export function repliesIn(text: string): readonly Reply[] | undefined {
  let calendar: InstanceType<typeof ICAL.Component>;
  try {
    calendar = new ICAL.Component(ICAL.parse(text));
  } catch {
    return undefined;
  }
  if (calendar.name !== "vcalendar" || String(calendar.getFirstPropertyValue("method")).toUpperCase() !== "REPLY")
    return undefined;
  return calendar.getAllSubcomponents("vevent").flatMap(replyIn);
}

function replyIn(event: InstanceType<typeof ICAL.Component>): readonly Reply[] {
  const [, activity] = uidOf.exec(textIn(event, "uid")) ?? [];
  const [said, given] = [guestIn(event), givenIn(event)];
  return activity && said && given ? [{ activity, ...said, ...given }] : [];
}

const textIn = (event: InstanceType<typeof ICAL.Component>, name: string): string =>
  String(event.getFirstPropertyValue(name) ?? "").trim();

/** Who says what. An answer is one person's, and ours are about no single day of a series. */
function guestIn(event: InstanceType<typeof ICAL.Component>): Pick<Reply, "address" | "answer"> | undefined {
  const [attendee, ...others] = event.getAllProperties("attendee");
  if (!attendee || others.length > 0 || event.hasProperty("recurrence-id")) return undefined;
  const answer = states[String(attendee.getFirstParameter("partstat")).toUpperCase()];
  const address = String(attendee.getFirstValue())
    .replace(/^mailto:/i, "")
    .trim()
    .toLowerCase();
  return answer && { address, answer };
}

/** To which letter, and when. */
function givenIn(event: InstanceType<typeof ICAL.Component>): Pick<Reply, "sequence" | "at"> | undefined {
  const stamp = event.getFirstPropertyValue("dtstamp");
  const sequence = Number(textIn(event, "sequence"));
  const at = stamp instanceof ICAL.Time ? new Date(stamp.toUnixTime() * 1_000) : undefined;
  const isFine = at !== undefined && !Number.isNaN(at.getTime()) && Number.isInteger(sequence);
  return isFine ? { sequence, at: at.toISOString() } : undefined;
}
