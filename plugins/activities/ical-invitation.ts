// An invitation as calendars exchange it (RFC 5546): asked by one, for one guest, in UTC.
import ICAL from "ical.js";
import type { Activity } from "./activity.ts";

export interface Person {
  readonly name: string;
  readonly address: string | null;
}

interface Asked {
  readonly activity: Activity;
  readonly host: Person;
  readonly guest: Person;
  readonly sequence: number;
}

const HOUR = 3_600_000;

/** The text of the calendar file; without an end it takes an hour. */
export function invitationText(method: "REQUEST" | "CANCEL", { activity, host, guest, sequence }: Asked): string {
  const calendar = new ICAL.Component("vcalendar");
  calendar.addPropertyWithValue("prodid", "-//Trellis//Activities//EN");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("method", method);
  const event = new ICAL.Component("vevent");
  const { id, subject, place, startAt, endAt } = activity;
  const start = new Date(startAt ?? 0);
  event.addPropertyWithValue("uid", `${id}@trellis`);
  event.addPropertyWithValue("dtstamp", ICAL.Time.fromJSDate(new Date(), true));
  event.addPropertyWithValue("sequence", sequence);
  event.addPropertyWithValue("summary", subject);
  if (place !== "") event.addPropertyWithValue("location", place);
  event.addPropertyWithValue("status", method === "CANCEL" ? "CANCELLED" : "CONFIRMED");
  event.addPropertyWithValue("dtstart", ICAL.Time.fromJSDate(start, true));
  event.addPropertyWithValue("dtend", ICAL.Time.fromJSDate(new Date(endAt ?? start.getTime() + HOUR), true));
  if (host.address !== null) event.addProperty(partaker("organizer", host));
  const attendee = partaker("attendee", guest);
  attendee.setParameter("rsvp", "TRUE");
  attendee.setParameter("partstat", "NEEDS-ACTION");
  event.addProperty(attendee);
  calendar.addSubcomponent(event);
  return `${calendar.toString()}\r\n`;
}

function partaker(role: "organizer" | "attendee", { name, address }: Person): InstanceType<typeof ICAL.Property> {
  const property = new ICAL.Property(role);
  // Quotes end a parameter, whatever stands before them.
  if (name !== "") property.setParameter("cn", name.replaceAll(/["\p{Cc}]/gu, " "));
  property.setValue(`mailto:${address ?? ""}`);
  return property;
}
