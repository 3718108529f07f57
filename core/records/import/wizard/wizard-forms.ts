// What was chosen in the wizard's forms, as a plan. The forms number the columns; the plan names them.
import type { Kind } from "../../kind.ts";
import type { Values } from "../../../web/values.ts";
import type { Import } from "../import-record.ts";
import {
  type ColumnPlan,
  columnPlan,
  type ConflictRule,
  conflictRules,
  type NewField,
  type Plan,
} from "../plan/plan.ts";
import { fold } from "../../search/fold.ts";
import type { Override } from "../review.ts";

/** Step 2: columns, values that are the same for all, a title made of cells. */
export function planFromMatch(form: Values, one: Import, kind: Kind): Plan {
  const columns = Object.fromEntries(
    one.headers.map((header, at) => {
      const before = columnPlan(one.plan, header);
      // A wide file is matched page by page: what stands on another page is as it was.
      return [header, form.has(`to.${at}`) ? columnFrom(form, header, at, before) : before];
    }),
  );
  const compose = form.text("compose");
  return {
    ...one.plan,
    columns,
    fixed: Object.fromEntries(
      [0, 1, 2].flatMap((at) =>
        form.text(`fixed.${at}`) && form.text(`value.${at}`)
          ? [[form.text(`fixed.${at}`), form.text(`value.${at}`)]]
          : [],
      ),
    ),
    compose: compose === "" ? {} : { [kind.titleField]: compose },
    currency: form.text("currency") || one.plan.currency,
    match: keptMatch(one.plan.match, columns),
  };
}

const keptMatch = (match: string | null, columns: Plan["columns"]): string | null =>
  match !== null && Object.values(columns).some(({ to }) => to === match)
    ? match
    : (Object.values(columns).find(({ to }) => to === "externalId" || to === "email")?.to ?? null);

function columnFrom(form: Values, header: string, at: number, before: ColumnPlan): ColumnPlan {
  const to = form.text(`to.${at}`);
  const order = form.text(`order.${at}`);
  const sign = form.text(`sign.${at}`);
  const { new: _made, sign: _sign, order: _order, ...kept } = before;
  return {
    ...kept,
    to: to === "" ? null : to,
    ...(to === "new" && newField(form, header, at, before)),
    ...(["dmy", "mdy", "ymd"].includes(order) && { order: order as NonNullable<ColumnPlan["order"]> }),
    ...([".", ","].includes(sign) && { sign: sign as NonNullable<ColumnPlan["sign"]> }),
  };
}

function newField(form: Values, header: string, at: number, before: ColumnPlan): { to: string; new: NewField } {
  const key = before.new?.key ?? keyFrom(header);
  const type = form.text(`type.${at}`) || "text";
  return { to: `custom.${key}`, new: { ...before.new, key, label: header, type } };
}

/** A key that a field may have: lower case, begins with a letter. */
const keyFrom = (header: string): string => {
  const plain = fold(header)
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 38);
  return /^[a-z]/.test(plain) ? plain : `f_${plain || "field"}`;
};

/** Step 3: match key, conflicts, what to make, spellings to correct, reasons to go on. */
export function planFromCheck(form: Values, one: Import): Plan {
  const conflict = form.text("conflict");
  const create = form.list("create");
  return {
    ...one.plan,
    columns: withSpellings(one, form.list("fix")),
    match: form.text("match") || null,
    conflict: conflictRules.includes(conflict as ConflictRule) ? (conflict as ConflictRule) : one.plan.conflict,
    createMissing: Object.fromEntries(create.map((path) => [path, one.plan.createMissing[path] ?? {}])),
    overrides: [...one.plan.overrides, ...reasonsIn(form, one)],
  };
}

function reasonsIn(form: Values, one: Import): Override[] {
  return (one.checked?.stops ?? []).flatMap((stop) => {
    const reason = form.text(`reason.${stop.column}.${stop.code}`);
    return reason.length >= 3 ? [{ column: stop.column, code: stop.code, reason }] : [];
  });
}

/** Ticked spellings are translated, the others are left as they are; translations of other values stay. */
function withSpellings(one: Import, ticked: readonly string[]): Plan["columns"] {
  const shown = Object.entries(one.checked?.misspellings ?? {}).flatMap(([column, found]) =>
    found.map((spelling) => ({ column, ...spelling })),
  );
  const columns: Record<string, ColumnPlan> = { ...one.plan.columns };
  for (const { column, value, meant } of shown) {
    const { [value]: _old, ...values } = columnPlan(one.plan, column).values ?? {};
    const now = columns[column] ?? { to: null };
    const others = { ...now.values, ...values };
    delete others[value];
    const chosen = ticked.includes(JSON.stringify([column, value, meant]));
    columns[column] = { ...now, values: chosen ? { ...others, [value]: meant } : others };
  }
  return columns;
}
