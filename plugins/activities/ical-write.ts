// Activities as iCalendar (RFC 5545). Times are in UTC, so that no program has to know our zones.
import ICAL from "ical.js";
import type { Activity } from "./activity.ts";
import { plusDays } from "./zoned.ts";

/** A calendar with these activities; those without a day are left out. */
export function calendarText(name: string, activities: readonly Activity[]): string {
  const calendar = new ICAL.Component("vcalendar");
  calendar.addPropertyWithValue("prodid", "-//Trellis//Activities//EN");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("x-wr-calname", name);
  for (const activity of activities) if (activity.dueOn !== null) calendar.addSubcomponent(eventOf(activity));
  return `${calendar.toString()}\r\n`;
}

function eventOf(activity: Activity): InstanceType<typeof ICAL.Component> {
  const { id, version, subject, notes, place, startAt, endAt, updatedAt } = activity;
  const event = new ICAL.Component("vevent");
  const add = (property: string, value: string | ICAL.Time | number): void => {
    if (value !== "") event.addPropertyWithValue(property, value);
  };
  add("uid", `${id}@trellis`);
  add("dtstamp", utc(updatedAt));
  add("sequence", version - 1);
  add("summary", subject);
  add("description", notes);
  add("location", place);
  add("status", "CONFIRMED");
  // Tasks and whole days do not make anybody busy.
  if (startAt !== null && endAt !== null && !activity.allDay) {
    add("dtstart", utc(startAt));
    add("dtend", utc(endAt));
  } else addDays(activity, add);
  return event;
}

function addDays({ dueOn, endAt }: Activity, add: (property: string, value: string | ICAL.Time) => void): void {
  const first = dueOn ?? "";
  const last = endAt !== null && endAt.slice(0, 10) > first ? endAt.slice(0, 10) : first;
  add("dtstart", ICAL.Time.fromDateString(first));
  add("dtend", ICAL.Time.fromDateString(plusDays(last, 1)));
  add("transp", "TRANSPARENT");
}

const utc = (instant: string): ICAL.Time => ICAL.Time.fromJSDate(new Date(instant), true);
