// Step 2: which column goes where, beside what was found in it.
import type { Context } from "koa";
import { say } from "../../../web/context.ts";
import type { Kind } from "../../kind.ts";
import { isLink } from "../convert/row-reader.ts";
import type { Import } from "../import-record.ts";
import { type ColumnPlan, columnPlan } from "../plan/plan.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import { stepsAt } from "./steps.ts";
import { newFieldTypes } from "../plan/new-fields.ts";
import { noteIn, pathIn } from "./words-of.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly selected: boolean;
}

const fixedRows = 3;

/** So many columns stand on one page. */
const COLUMNS = 60;
/** More choices than these, over all boxes, stand once in a list that the boxes share. */
const MOST_CHOICES = 1_000;

export function matchView(ctx: Context, one: Import, kind: Kind, page: number): object {
  const plural = say(ctx, `${kind.plural}.many`);
  const columns = [...one.headers.entries()].slice((page - 1) * COLUMNS, page * COLUMNS);
  const all = targets(ctx, kind, "").filter(({ value }) => value !== "");
  const crowded = all.length * columns.length > MOST_CHOICES;
  const offered = (chosen: string) => (crowded ? [] : targets(ctx, kind, chosen));
  return {
    title: say(ctx, "imports.title", { kind: plural }),
    where: plural,
    breadcrumb: [{ label: plural, path: `/${kind.plural}` }],
    steps: stepsAt("match"),
    id: one.id,
    fileName: one.fileName,
    rows: one.rows,
    notes: one.notes.map((note) => noteIn(ctx, note)),
    readAs: layoutView(ctx, one),
    list: crowded ? all : null,
    previous: page > 1 ? page - 1 : null,
    following: one.headers.length > page * COLUMNS ? page + 1 : null,
    columns: columns.map(([at, header]) =>
      columnView(ctx, offered, { header, at, profile: one.profile[at], plan: columnPlan(one.plan, header) }),
    ),
    fixed: fixedView(one, kind, offered),
    compose: Object.hasOwn(one.plan.compose, kind.titleField) ? one.plan.compose[kind.titleField] : "",
    titleLabel: pathIn(ctx, kind, kind.titleField),
    needsTitle: !Object.values(one.plan.columns).some(({ to }) => to === kind.titleField),
  };
}

/** How the file was read, to be corrected when letters look broken. */
function layoutView(ctx: Context, { layout }: Import): object {
  const signs = [";", ",", "\t", "|"];
  return {
    isText: layout.format === "csv",
    isWorkbook: layout.format === "xlsx" && layout.sheets.length > 1,
    hasHeader: layout.format !== "vcard",
    encodings: layout.encodings.map(
      (encoding): Choice => ({ value: encoding, label: encoding, selected: encoding === layout.encoding }),
    ),
    delimiters: signs.map(
      (sign, at): Choice => ({
        value: sign,
        label: say(ctx, `imports.delimiter.${at}`),
        selected: sign === layout.delimiter,
      }),
    ),
    sheets: layout.sheets.map((sheet): Choice => ({ value: sheet, label: sheet, selected: sheet === layout.sheet })),
    headerRow: layout.headerRow,
  };
}

interface Column {
  readonly header: string;
  readonly at: number;
  readonly profile: ColumnProfile | undefined;
  readonly plan: ColumnPlan;
}

type Offered = (chosen: string) => Choice[];

function columnView(ctx: Context, offered: Offered, { header, at, profile, plan }: Column): object {
  const to = plan.new ? "new" : (plan.to ?? "");
  return {
    at,
    header,
    matched: to !== "",
    samples: profile?.samples ?? [],
    found: foundText(ctx, profile),
    to,
    targets: offered(to),
    types: newFieldTypes.map(
      (type): Choice => ({
        value: type,
        label: say(ctx, `imports.type.${type}`),
        selected: type === (plan.new?.type ?? typeFor(profile)),
      }),
    ),
    signs: profile?.numbers ? signs(ctx, plan, profile) : null,
    orders: profile?.dates ? orders(ctx, plan, profile) : null,
  };
}

/** What was found in a column, fact by fact, in words. */
function foundText(ctx: Context, profile: ColumnProfile | undefined): string {
  if (!profile) return "";
  const { detected, blanks, distinct } = profile;
  const few = distinct !== null && distinct > 0 && distinct <= 50 && detected === "text";
  return [
    say(ctx, `imports.detected.${detected}`),
    ...numberFacts(ctx, profile),
    ...dateFacts(ctx, profile),
    ...(few ? [say(ctx, "imports.found.distinct", { count: distinct })] : []),
    ...(blanks > 0 ? [say(ctx, "imports.found.blanks", { count: blanks })] : []),
  ].join(" · ");
}

const counted = new Set(["integer", "decimal", "money", "percent"]);

function numberFacts(ctx: Context, { numbers, detected }: ColumnProfile): string[] {
  if (!numbers || !counted.has(detected)) return [];
  const { min, max, median, zeros, zerosWith } = numbers;
  const together = zeros > 0 && zerosWith ? [say(ctx, "imports.found.zeros", { count: zeros, ...zerosWith })] : [];
  return [say(ctx, "imports.found.numbers", { min, max, median }), ...together];
}

function dateFacts(ctx: Context, { dates }: ColumnProfile): string[] {
  if (!dates?.order) return [];
  return [
    say(ctx, "imports.found.dates", {
      order: say(ctx, `imports.order.${dates.order}`),
      proven: dates.proven,
      count: dates.count,
    }),
  ];
}

function targets(ctx: Context, kind: Kind, chosen: string): Choice[] {
  const fields = kind.fields
    .filter((field) => !field.readOnly)
    .flatMap((field) => (field.type.name === "money" ? [field.path, `${field.path}.currency`] : [field.path]));
  const choice = (value: string, label: string): Choice => ({ value, label, selected: value === chosen });
  return [
    choice("", say(ctx, "imports.skip")),
    ...fields.map((path) => choice(path, pathIn(ctx, kind, path))),
    choice("externalId", say(ctx, "imports.external_id")),
    ...(kind.customFields === false ? [] : [choice("new", say(ctx, "imports.new_field"))]),
  ];
}

function typeFor(profile: ColumnProfile | undefined): string {
  if (!profile) return "text";
  const few =
    profile.distinct !== null && profile.distinct <= 30 && profile.distinct * 5 < profile.rows - profile.blanks;
  if (profile.detected === "text") return few ? "choice" : profile.longest > 255 ? "longText" : "text";
  return profile.detected === "empty" ? "text" : profile.detected;
}

function signs(ctx: Context, plan: ColumnPlan, { numbers }: ColumnProfile): Choice[] {
  const chosen = plan.sign ?? numbers?.sign;
  return ([".", ","] as const).map((sign, at) => ({
    value: sign,
    label: say(ctx, `imports.sign.${at}`),
    selected: sign === chosen,
  }));
}

function orders(ctx: Context, plan: ColumnPlan, { dates }: ColumnProfile): Choice[] {
  const chosen = plan.order ?? dates?.order ?? "";
  const known = (["dmy", "mdy", "ymd"] as const).map((order) => ({
    value: order,
    label: say(ctx, `imports.order.${order}`),
    selected: order === chosen,
  }));
  return chosen === "" ? [{ value: "", label: say(ctx, "imports.order.ask"), selected: true }, ...known] : known;
}

/** Values that are the same for every row, such as the pipeline. */
function fixedView(one: Import, kind: Kind, offered: Offered): object[] {
  const given = Object.entries(one.plan.fixed);
  const links = kind.fields
    .filter((field) => isLink(field) && !field.readOnly && !given.some(([path]) => path === field.path))
    .map((field): [string, string] => [field.path, ""]);
  const rows = [
    ...given,
    ...links.filter(([path]) => path === "pipeline"),
    ...Array.from({ length: fixedRows }, (): [string, string] => ["", ""]),
  ].slice(0, fixedRows);
  return rows.map(([path, value], at) => ({
    at,
    value,
    to: path,
    targets: offered(path).filter((choice) => !["new", "externalId"].includes(choice.value)),
  }));
}
