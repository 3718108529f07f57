// A kind as somebody sees it: without the fields that are hidden from them, with a mask over others. Lists, filters, forms,
// files and documents are made from it, so that what one may not see is not there to be asked for.
import { sortFrom } from "../query/order.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import { maskedField, withheldField } from "./mask.ts";
import { type Mode, modeFor, narrower } from "./mode.ts";

type KindOf = (name: string) => Kind | undefined;

/** Who looks: their roles, and the owners of fields that are not there for them. */
export interface Viewer {
  readonly roles: readonly string[];
  readonly without: ReadonlySet<string>;
  /** True in a lockdown that masks how people are reached. */
  readonly masked?: boolean;
}

/** The kind itself for those who may do everything with all of its fields. */
export function seenKind(kind: Kind, viewer: Viewer, kindOf: KindOf): Kind {
  const { roles } = viewer;
  const modeOf = modesFor(viewer, kindOf);
  const seen = new Map(kind.fields.map((field) => [field, seenField(field, modeOf(kind, field))]));
  const narrowed = [...kind.access.values()].some((modes) => modeFor(roles, modes) !== "edit");
  if (!narrowed && [...seen].every(([field, shown]) => shown === field)) return kind;
  const fields = kind.fields.flatMap((field) => seen.get(field) ?? []);
  // By the field and not by its path: a field may have names of old.
  const paths = [...kind.byPath].map(([path, field]) => [path, seen.has(field) ? seen.get(field) : field] as const);
  const byPath = new Map(paths.filter((pair): pair is [string, Field] => pair[1] !== undefined));
  return { ...kind, ...named(kind, byPath), fields, byPath, whole: kind };
}

/** Fields that another one tells about, such as an amount about the same amount in the company's currency. */
export const derivedFrom = ({ schema, derivedFrom: calculated = [] }: Field): readonly string[] => [
  ...(schema["x-derived"] ?? []),
  ...calculated,
];

/** Calculated by a formula: there for everybody, and blank for those who may not see what it is calculated from. */
const isCalculated = (field: Field): boolean => field.derivedFrom !== undefined;

/** Types of fields by which somebody is reached. */
const reaches = new Set(["email", "phone", "channels"]);

/** The mode of a field, narrowed by those of the fields it is derived from; `company:annualRevenue` names another kind's. */
function modesFor({ roles, without, masked = false }: Viewer, kindOf: KindOf): (kind: Kind, field: Field) => Mode {
  const known = new Map<Field, Mode>();
  const modeOf = (kind: Kind, field: Field): Mode => {
    const found = known.get(field);
    if (found) return found;
    const isThere = field.owner === undefined || !without.has(field.owner);
    const given = isThere ? modeFor(roles, kind.access.get(field.path) ?? new Map()) : "hidden";
    const own = masked && reaches.has(field.type.name) ? narrower(given, "masked") : given;
    known.set(field, own);
    const sources = derivedFrom(field).map((from) => sourceMode(kind, from));
    const mode = sources.reduce(
      (mode, source) => (source === "hidden" || source === "masked" ? narrower(mode, source) : mode),
      own,
    );
    known.set(field, mode);
    return mode;
  };
  const sourceMode = (kind: Kind, from: string): Mode => {
    const [path = "", other] = from.split(":").toReversed();
    const its = other ? kindOf(other) : kind;
    const field = its?.byPath.get(path);
    return its && field ? modeOf(its, field) : "edit";
  };
  return modeOf;
}

function seenField(field: Field, mode: Mode): Field | undefined {
  if (mode === "edit") return field;
  if (mode === "read") return field.readOnly ? field : { ...field, readOnly: true };
  if (isCalculated(field)) return withheldField(field);
  return mode === "masked" ? maskedField(field) : undefined;
}

type Named = Pick<Kind, "listColumns" | "titleField"> &
  Partial<Pick<Kind, "keyFacts" | "quickFields" | "defaultSort" | "boardField">>;

/** What the definition says of its fields by name, without those that are not there. */
function named(kind: Kind, byPath: ReadonlyMap<string, Field>): Named {
  const there = (path: string): boolean => byPath.has(path);
  const { keyFacts, quickFields, defaultSort, boardField } = kind;
  return {
    listColumns: kind.listColumns.filter(there),
    // A record whose name is hidden is called by its id.
    titleField: there(kind.titleField) ? kind.titleField : "id",
    ...(keyFacts && { keyFacts: keyFacts.filter(there) }),
    ...(quickFields && { quickFields: quickFields.filter((path) => byPath.get(path)?.readOnly === false) }),
    ...(defaultSort && { defaultSort: sortable(defaultSort, byPath) }),
    // A board arranged by a masked field would tell its values by where the cards stand.
    boardField:
      boardField && byPath.get(boardField)?.maskedFrom === undefined && there(boardField) ? boardField : undefined,
  };
}

function sortable(sort: string, byPath: ReadonlyMap<string, Field>): string {
  const left = sortFrom(sort).filter(({ field }) => byPath.get(field)?.type.sortable);
  return left.map(({ field, direction }) => (direction === "desc" ? `-${field}` : field)).join(",") || "-createdAt";
}
