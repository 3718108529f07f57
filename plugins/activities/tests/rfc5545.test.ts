// What RFC 5545 says of rules and of time zones of a file's own, by its own examples.
import { describe, expect, test } from "vitest";
import { readCalendar } from "../ical-read.ts";
import { daysOfRule, isRule } from "../recurrence.ts";
import { plusDays } from "../zoned.ts";
import { daysIn, ruleExamples, tooOften } from "./rfc5545-rules.ts";

/** Of all years up to a day: what is asked for at once is never more than two of them. */
function allDays(rule: string, first: string, until: string): readonly string[] {
  const found: string[] = [];
  for (let from = first; from <= until; from = plusDays(from, 366)) {
    const to = [plusDays(from, 365), until].toSorted()[0] ?? until;
    found.push(...daysOfRule(rule, first, { from, to }));
  }
  return found;
}

describe("the rules of RFC 5545, 3.8.5.3", () => {
  test.each(ruleExamples.map((one) => [one.name, one] as const))("%s", (_, { rule, first, days, until }) => {
    expect(isRule(rule)).toBe(true);
    expect(allDays(rule, first, until ?? "2008-12-31")).toEqual(daysIn(days));
  });

  test("those by the hour and the minute are no rules of ours", () => {
    expect(tooOften.filter(isRule)).toEqual([]);
  });
});

const newYork = (tzid: string): readonly string[] => [
  "BEGIN:VTIMEZONE",
  `TZID:${tzid}`,
  "LAST-MODIFIED:20050809T050000Z",
  "BEGIN:DAYLIGHT",
  "DTSTART:19670430T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19730429T070000Z",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:STANDARD",
  "DTSTART:19671029T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z",
  "TZOFFSETFROM:-0400",
  "TZOFFSETTO:-0500",
  "TZNAME:EST",
  "END:STANDARD",
  "BEGIN:DAYLIGHT",
  "DTSTART:19740106T020000",
  "RDATE:19750223T020000",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:DAYLIGHT",
  "DTSTART:19760425T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU;UNTIL=19860427T070000Z",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:DAYLIGHT",
  "DTSTART:19870405T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:DAYLIGHT",
  "DTSTART:20070311T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:STANDARD",
  "DTSTART:20071104T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
  "TZOFFSETFROM:-0400",
  "TZOFFSETTO:-0500",
  "TZNAME:EST",
  "END:STANDARD",
  "END:VTIMEZONE",
];

/** The RFC's last one: until 1998 by other rules than afterwards. */
const fictitious: readonly string[] = [
  "BEGIN:VTIMEZONE",
  "TZID:Fictitious",
  "LAST-MODIFIED:19870101T000000Z",
  "BEGIN:STANDARD",
  "DTSTART:19671029T020000",
  "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
  "TZOFFSETFROM:-0400",
  "TZOFFSETTO:-0500",
  "TZNAME:EST",
  "END:STANDARD",
  "BEGIN:DAYLIGHT",
  "DTSTART:19870405T020000",
  "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4;UNTIL=19980404T070000Z",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "BEGIN:DAYLIGHT",
  "DTSTART:19990424T020000",
  "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=4",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "TZNAME:EDT",
  "END:DAYLIGHT",
  "END:VTIMEZONE",
];

function startsOf(zone: readonly string[], tzid: string, clocks: readonly string[]): readonly (string | null)[] {
  const events = clocks.flatMap((clock, at) => [
    "BEGIN:VEVENT",
    `UID:${at}`,
    "DTSTAMP:20060206T001121Z",
    `DTSTART;TZID=${tzid}:${clock}`,
    "SUMMARY:Event",
    "END:VEVENT",
  ]);
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", ...zone, ...events, "END:VCALENDAR", ""];
  const read = readCalendar(lines.join("\r\n"), "Europe/Sofia");
  return "events" in read ? read.events.map(({ startAt }) => startAt) : [];
}

describe("the time zones of RFC 5545, 3.6.5", () => {
  // Days on which the rules of New York changed: 1974, 1975, 1987, 2007.
  const clocks = [
    "19730715T120000",
    "19740115T120000",
    "19750115T120000",
    "19760501T120000",
    "19870410T120000",
    "19980115T120000",
    "20060315T120000",
    "20070315T120000",
    "20071101T120000",
    "20071110T120000",
  ];

  test("New York by the file's own rules is New York as everybody knows it", () => {
    const known = startsOf([], "America/New_York", clocks);
    expect(startsOf(newYork("Their New York"), "Their New York", clocks)).toEqual(known);
    expect(known).toHaveLength(clocks.length);
    expect(known.slice(-4)).toEqual([
      "2006-03-15T17:00:00.000Z",
      "2007-03-15T16:00:00.000Z",
      "2007-11-01T16:00:00.000Z",
      "2007-11-10T17:00:00.000Z",
    ]);
  });

  test("one that nobody knows counts as its rules say, also when they change", () => {
    const clock = ["19970601T120000", "19980601T120000", "19990501T120000", "19991201T120000"];
    expect(startsOf(fictitious, "Fictitious", clock)).toEqual([
      "1997-06-01T16:00:00.000Z",
      "1998-06-01T17:00:00.000Z",
      "1999-05-01T16:00:00.000Z",
      "1999-12-01T17:00:00.000Z",
    ]);
  });
});
