// What keeps a plan from being carried out.
import { BadRequest, Invalid } from "../../kernel/errors.ts";
import type { Kind } from "../kind.ts";
import type { Import } from "./import-record.ts";
import type { Plan } from "./plan/plan.ts";
import { openStops } from "./review.ts";

/** A name that leads nowhere is a mistake, not a column to drop in silence. */
export function refuseUnknown(one: Import, plan: Plan, kind: Kind): void {
  const headers = new Set(one.headers);
  const column = Object.keys(plan.columns).find((name) => !headers.has(name));
  if (column !== undefined) throw new BadRequest("imports.unknown_column", { column: column.slice(0, 80) });
  const made = new Set(
    Object.values(plan.columns).flatMap((planned) => (planned.new ? [`custom.${planned.new.key}`] : [])),
  );
  const paths = [
    ...Object.values(plan.columns).map(({ to }) => to),
    ...Object.keys(plan.fixed),
    ...Object.keys(plan.compose),
  ];
  for (const path of paths) if (path !== null && !made.has(path)) refusePath(kind, path);
  if (plan.match !== null && plan.match !== "number" && !made.has(plan.match)) refusePath(kind, plan.match);
}

function refusePath(kind: Kind, path: string): void {
  const field = kind.byPath.get(path.replace(/\.currency$/, ""));
  if (path !== "externalId" && (!field || field.readOnly))
    throw new BadRequest("records.unknown_field", { field: path.slice(0, 80), kind: kind.name });
}

/** The stops that nobody has answered, as problems of their columns. */
export function refuseStops({ checked, plan }: Import): void {
  const stops = openStops(checked?.stops ?? [], plan.overrides);
  if (stops.length === 0) return;
  const problems = stops.map(({ column, code, values }) => ({
    pointer: `/columns/${column}`,
    code,
    message: `imports.stop.${code}`,
    values: { column, ...values },
  }));
  throw new Invalid(problems, "imports.stopped");
}
