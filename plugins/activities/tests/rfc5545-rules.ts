// Every example of RFC 5545, 3.8.5.3, with the days it says: `first` is the day of DTSTART. Of rules without an end the days that
// the RFC writes down, up to `until`.

export interface RuleExample {
  readonly name: string;
  readonly first: string;
  readonly rule: string;
  /** `1997-09 2 3 4` is three days. */
  readonly days: readonly string[];
  /** Where the RFC stops writing them down. */
  readonly until?: string;
}

const autumn = "1997-09-02";
const noon = "19971224T000000Z";

export const ruleExamples: readonly RuleExample[] = [
  { name: "daily, ten times", first: autumn, rule: "FREQ=DAILY;COUNT=10", days: ["1997-09 2 3 4 5 6 7 8 9 10 11"] },
  {
    name: "daily until Christmas Eve",
    first: autumn,
    rule: `FREQ=DAILY;UNTIL=${noon}`,
    days: [
      "1997-09 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30",
      "1997-10 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31",
      "1997-11 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30",
      "1997-12 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23",
    ],
  },
  {
    name: "every other day",
    first: autumn,
    rule: "FREQ=DAILY;INTERVAL=2",
    days: ["1997-09 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30", "1997-10 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30"],
    until: "1997-10-31",
  },
  {
    name: "every ten days, five times",
    first: autumn,
    rule: "FREQ=DAILY;INTERVAL=10;COUNT=5",
    days: ["1997-09 2 12 22", "1997-10 2 12"],
  },
  ...[
    "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
    "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1",
  ].map((rule) => ({
    name: `every day of January for three years, ${rule.slice(0, 11)}`,
    first: "1998-01-01",
    rule,
    days: [1998, 1999, 2000].map((year) => `${year}-01 ${Array.from({ length: 31 }, (_, at) => at + 1).join(" ")}`),
  })),
  {
    name: "weekly, ten times",
    first: autumn,
    rule: "FREQ=WEEKLY;COUNT=10",
    days: ["1997-09 2 9 16 23 30", "1997-10 7 14 21 28", "1997-11 4"],
  },
  {
    name: "weekly until Christmas Eve",
    first: autumn,
    rule: `FREQ=WEEKLY;UNTIL=${noon}`,
    days: ["1997-09 2 9 16 23 30", "1997-10 7 14 21 28", "1997-11 4 11 18 25", "1997-12 2 9 16 23"],
  },
  {
    name: "every other week",
    first: autumn,
    rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
    days: ["1997-09 2 16 30", "1997-10 14 28", "1997-11 11 25", "1997-12 9 23", "1998-01 6 20", "1998-02 3 17"],
    until: "1998-02-28",
  },
  ...["UNTIL=19971007T000000Z", "COUNT=10"].map((end) => ({
    name: `Tuesdays and Thursdays for five weeks, ${end.slice(0, 5)}`,
    first: autumn,
    rule: `FREQ=WEEKLY;${end};WKST=SU;BYDAY=TU,TH`,
    days: ["1997-09 2 4 9 11 16 18 23 25 30", "1997-10 2"],
  })),
  {
    name: "Monday, Wednesday and Friday of every other week until Christmas Eve",
    first: "1997-09-01",
    rule: `FREQ=WEEKLY;INTERVAL=2;UNTIL=${noon};WKST=SU;BYDAY=MO,WE,FR`,
    days: [
      "1997-09 1 3 5 15 17 19 29",
      "1997-10 1 3 13 15 17 27 29 31",
      "1997-11 10 12 14 24 26 28",
      "1997-12 8 10 12 22",
    ],
  },
  {
    name: "Tuesday and Thursday of every other week, eight times",
    first: autumn,
    rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
    days: ["1997-09 2 4 16 18 30", "1997-10 2 14 16"],
  },
  {
    name: "the first Friday of the month, ten times",
    first: "1997-09-05",
    rule: "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
    days: [
      "1997-09 5",
      "1997-10 3",
      "1997-11 7",
      "1997-12 5",
      "1998-01 2",
      "1998-02 6",
      "1998-03 6",
      "1998-04 3",
      "1998-05 1",
      "1998-06 5",
    ],
  },
  {
    name: "the first Friday of the month until Christmas Eve",
    first: "1997-09-05",
    rule: `FREQ=MONTHLY;UNTIL=${noon};BYDAY=1FR`,
    days: ["1997-09 5", "1997-10 3", "1997-11 7", "1997-12 5"],
  },
  {
    name: "the first and the last Sunday of every other month, ten times",
    first: "1997-09-07",
    rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
    days: ["1997-09 7 28", "1997-11 2 30", "1998-01 4 25", "1998-03 1 29", "1998-05 3 31"],
  },
  {
    name: "the last Monday but one, for six months",
    first: "1997-09-22",
    rule: "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
    days: ["1997-09 22", "1997-10 20", "1997-11 17", "1997-12 22", "1998-01 19", "1998-02 16"],
  },
  {
    name: "the third day before the end of the month",
    first: "1997-09-28",
    rule: "FREQ=MONTHLY;BYMONTHDAY=-3",
    days: ["1997-09 28", "1997-10 29", "1997-11 28", "1997-12 29", "1998-01 29", "1998-02 26"],
    until: "1998-02-28",
  },
  {
    name: "the 2nd and the 15th, ten times",
    first: autumn,
    rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
    days: ["1997-09 2 15", "1997-10 2 15", "1997-11 2 15", "1997-12 2 15", "1998-01 2 15"],
  },
  {
    name: "the first and the last day of the month, ten times",
    first: "1997-09-30",
    rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
    days: ["1997-09 30", "1997-10 1 31", "1997-11 1 30", "1997-12 1 31", "1998-01 1 31", "1998-02 1"],
  },
  {
    name: "the 10th to the 15th every eighteen months, ten times",
    first: "1997-09-10",
    rule: "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
    days: ["1997-09 10 11 12 13 14 15", "1999-03 10 11 12 13"],
  },
  {
    name: "every Tuesday of every other month",
    first: autumn,
    rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
    days: ["1997-09 2 9 16 23 30", "1997-11 4 11 18 25", "1998-01 6 13 20 27", "1998-03 3 10 17 24 31"],
    until: "1998-04-30",
  },
  {
    name: "June and July, ten times",
    first: "1997-06-10",
    rule: "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
    days: [1997, 1998, 1999, 2000, 2001].flatMap((year) => [`${year}-06 10`, `${year}-07 10`]),
  },
  {
    name: "January, February and March of every other year, ten times",
    first: "1997-03-10",
    rule: "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
    days: ["1997-03 10", ...[1999, 2001, 2003].flatMap((year) => [`${year}-01 10`, `${year}-02 10`, `${year}-03 10`])],
  },
  {
    name: "the first, 100th and 200th day of every third year, ten times",
    first: "1997-01-01",
    rule: "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
    days: [
      "1997-01 1",
      "1997-04 10",
      "1997-07 19",
      "2000-01 1",
      "2000-04 9",
      "2000-07 18",
      "2003-01 1",
      "2003-04 10",
      "2003-07 19",
      "2006-01 1",
    ],
  },
  {
    name: "the twentieth Monday of the year",
    first: "1997-05-19",
    rule: "FREQ=YEARLY;BYDAY=20MO",
    days: ["1997-05 19", "1998-05 18", "1999-05 17"],
    until: "1999-12-31",
  },
  {
    name: "Monday of week 20",
    first: "1997-05-12",
    rule: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    days: ["1997-05 12", "1998-05 11", "1999-05 17"],
    until: "1999-12-31",
  },
  {
    name: "every Thursday in March",
    first: "1997-03-13",
    rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
    days: ["1997-03 13 20 27", "1998-03 5 12 19 26", "1999-03 4 11 18 25"],
    until: "1999-12-31",
  },
  {
    name: "every Thursday in June, July and August",
    first: "1997-06-05",
    rule: "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
    days: [
      "1997-06 5 12 19 26",
      "1997-07 3 10 17 24 31",
      "1997-08 7 14 21 28",
      "1998-06 4 11 18 25",
      "1998-07 2 9 16 23 30",
      "1998-08 6 13 20 27",
      "1999-06 3 10 17 24",
      "1999-07 1 8 15 22 29",
      "1999-08 5 12 19 26",
    ],
    until: "1999-12-31",
  },
  {
    name: "every Friday the 13th",
    first: autumn,
    rule: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    days: ["1998-02 13", "1998-03 13", "1998-11 13", "1999-08 13", "2000-10 13"],
    until: "2000-12-31",
  },
  {
    name: "the first Saturday after the first Sunday of the month",
    first: "1997-09-13",
    rule: "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
    days: [
      "1997-09 13",
      "1997-10 11",
      "1997-11 8",
      "1997-12 13",
      "1998-01 10",
      "1998-02 7",
      "1998-03 7",
      "1998-04 11",
      "1998-05 9",
      "1998-06 13",
    ],
    until: "1998-06-30",
  },
  {
    name: "the day on which presidents are elected",
    first: "1996-11-05",
    rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
    days: ["1996-11 5", "2000-11 7", "2004-11 2"],
    until: "2004-12-31",
  },
  {
    name: "the third Tuesday, Wednesday or Thursday of the month, three times",
    first: "1997-09-04",
    rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
    days: ["1997-09 4", "1997-10 7", "1997-11 6"],
  },
  {
    name: "the last weekday but one of the month",
    first: "1997-09-29",
    rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
    days: ["1997-09 29", "1997-10 30", "1997-11 27", "1997-12 30", "1998-01 29", "1998-02 26", "1998-03 30"],
    until: "1998-03-31",
  },
  {
    name: "Tuesday and Sunday of every other week that begins on Monday",
    first: "1997-08-05",
    rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    days: ["1997-08 5 10 19 24"],
  },
  {
    name: "Tuesday and Sunday of every other week that begins on Sunday",
    first: "1997-08-05",
    rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    days: ["1997-08 5 17 19 31"],
  },
  {
    name: "the 15th and the 30th, which February does not have",
    first: "2007-01-15",
    rule: "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
    days: ["2007-01 15 30", "2007-02 15", "2007-03 15 30"],
  },
];

/** The RFC's examples by the hour and the minute: activities repeat by days. */
export const tooOften: readonly string[] = [
  "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z",
  "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
  "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
  "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
  "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
];

/** `1997-09 2 3` → `1997-09-02`, `1997-09-03`. */
export const daysIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => {
    const [month, ...days] = line.split(" ");
    return days.map((day) => `${month}-${day.padStart(2, "0")}`);
  });
