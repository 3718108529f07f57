// What a view that comes from outside has to look like. Whether its fields are there is found out when it is opened.
import { isObject, isWithin } from "../../kernel/json.ts";

const DEEPEST = 8;
const MOST_PARTS = 50;
const MOST_VALUES = 1_000;
const MOST_COLUMNS = 500;

/** True for a question as a list understands it: filter, free text, order, and nothing else. */
export function isViewQuery(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value).every(([name, part]) => Object.hasOwn(members, name) && members[name]?.(part));
}

const members: Readonly<Record<string, (part: unknown) => boolean>> = {
  filter: (part) => isFilter(part, 0),
  q: (part) => isText(part, 200),
  sort: (part) => Array.isArray(part) && part.length <= 5 && part.every(isSort),
};

/** True for paths of columns, and for null, which stands for those of the kind. */
export const isColumns = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length <= MOST_COLUMNS && value.every((path) => isText(path, 120)));

const isText = (value: unknown, most: number): boolean => typeof value === "string" && value.length <= most;

const isSort = (value: unknown): boolean =>
  isObject(value) && isText(value["field"], 120) && ["asc", "desc"].includes(String(value["direction"]));

function isFilter(value: unknown, depth: number): boolean {
  if (!isObject(value) || depth > DEEPEST) return false;
  const parts = value["and"] ?? value["or"];
  if (parts !== undefined)
    return Array.isArray(parts) && parts.length <= MOST_PARTS && parts.every((part) => isFilter(part, depth + 1));
  return "not" in value ? isFilter(value["not"], depth + 1) : isCondition(value);
}

function isCondition({ field, op, value, ...rest }: Readonly<Record<string, unknown>>): boolean {
  const many = Array.isArray(value) ? value.length : 0;
  return (
    Object.keys(rest).length === 0 && isText(field, 120) && isText(op, 20) && many <= MOST_VALUES && isWithin(value, 2)
  );
}
