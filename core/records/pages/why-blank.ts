import { formulaFor, formulasOf } from "../computed/formulas.ts";
import { worked } from "../computed/derive.ts";
import { rollupIn } from "../computed/rollups.ts";
import { isEmpty } from "../expressions/kind-scope.ts";
import type { Field } from "../fields/field.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import { pathLabel } from "./labels.ts";
import type { Reader } from "./reader.ts";
import { valueAt } from "./values.ts";

/** Why a field that works itself out has nothing to show for a record, in words; null for any other field. */
export function whyBlank(field: Field, kind: Kind, record: Rec, reader: Reader): string | null {
  if (field.withheld) return null;
  if (rollupIn(field))
    return reader.say(
      kind.restingRollups.includes(field) ? "records.computed.rollup_rests" : "records.computed.rollup",
    );
  const formula = formulaFor(kind, field);
  if (!formula) return null;
  const get = (path: string): unknown => valueAt(record, path);
  const { timeZone: zone, currency } = reader.reading;
  const { reason } = worked(formula, get, { zone, currency });
  if (reason !== undefined) return reader.say(`records.computed.${reason}`);
  const missing = [...(formula.expression?.uses ?? [])].filter((path) => isEmpty(get(path)));
  const fields = missing.map((path) => pathLabel(kind, path, reader)).join(", ");
  const count = missing.length;
  return count === 0 ? reader.say("records.computed.blank") : reader.say("records.computed.missing", { count, fields });
}

/** Fields that a list has to read besides those it shows, to say why one of them is blank. */
export function usedBy(kind: Kind, columns: readonly Field[]): readonly string[] {
  const shown = formulasOf(kind).filter(({ field }) => columns.includes(field));
  return shown.flatMap(({ expression }) => [...(expression?.uses ?? [])].filter((path) => kind.byPath.has(path)));
}
