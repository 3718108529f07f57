// An activity as the code of this module sees it.
import { type Rec, type Related, relatedIn } from "trellis/sdk";

export const results = ["reached", "agreed", "thinking", "call_back", "no_answer", "declined"] as const;
export const types = ["task", "call", "meeting", "visit", "letter"] as const;

/** Types that are over only with a result. */
export const needsResult = (type: string): boolean => type === "call" || type === "meeting";

/** References of an activity to records of the core; any other kind is named by `recordKind` and `recordId`. */
export const referring: Readonly<Record<string, string>> = { contact: "contact", company: "company", deal: "deal" };

export interface Activity {
  readonly id: string;
  readonly version: number;
  readonly subject: string;
  readonly type: string;
  readonly status: string;
  readonly result: string | null;
  readonly notes: string;
  readonly place: string;
  readonly priority: string;
  readonly dueOn: string | null;
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly allDay: boolean;
  /** Where it was planned. */
  readonly zone: string;
  readonly dueAt: string | null;
  readonly doneAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly minutes: number | null;
  readonly owner: Related | null;
  readonly contact: Related | null;
  readonly company: Related | null;
  readonly deal: Related | null;
  /** People of the house who were asked to come, or to help. */
  readonly colleagues: readonly string[];
}

/** Fields with a title to read along. */
export const titled = ["owner", "contact", "company", "deal"] as const;

const icons = { task: "checkbox", call: "phone", meeting: "users", visit: "map-pin", letter: "mail" };

export const iconOf = (type: string): string => icons[type as keyof typeof icons] ?? icons.task;

const textIn = (record: Rec, path: string): string | null => {
  const value = record[path];
  return typeof value === "string" ? value : null;
};

export function activityFrom(record: Rec): Activity {
  const text = (path: string) => textIn(record, path);
  return {
    id: record.id,
    version: record.version,
    subject: text("subject") ?? "",
    type: text("type") ?? "task",
    status: text("status") ?? "planned",
    result: text("result"),
    notes: text("notes") ?? "",
    place: text("place") ?? "",
    priority: text("priority") ?? "normal",
    dueOn: text("dueOn"),
    startAt: text("startAt"),
    endAt: text("endAt"),
    allDay: record["allDay"] === true,
    zone: text("zone") ?? "UTC",
    dueAt: text("dueAt"),
    doneAt: text("doneAt"),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    minutes: typeof record["minutes"] === "number" ? record["minutes"] : null,
    owner: relatedIn(record, "owner"),
    contact: relatedIn(record, "contact"),
    company: relatedIn(record, "company"),
    deal: relatedIn(record, "deal"),
    colleagues: Array.isArray(record["colleagues"]) ? (record["colleagues"] as readonly string[]) : [],
  };
}
