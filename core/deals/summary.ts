// Sums of deals by anything one would group by. Names come from the kind's fields, so a hidden field is an unknown one here too.
import type { Statement } from "../db/database.ts";
import type { Reader } from "../db/reader.ts";
import { SharedReadings } from "../db/shared-readings.ts";
import type { Actor } from "../kernel/actor.ts";
import { BadRequest } from "../kernel/errors.ts";
import type { Field } from "../records/fields/field.ts";
import { currencyDigits } from "../records/fields/types/currency-digits.ts";
import type { Money } from "../records/fields/types/money.ts";
import { columnSql } from "../records/query/column-sql.ts";
import { known } from "../records/query/columns.ts";
import type { Filter } from "../records/query/grammar.ts";
import { allow } from "../records/query/scope.ts";
import { type Asking, conditions } from "../records/query/select.ts";
import { nameFor, Params } from "../records/query/sql.ts";
import type { Kind } from "../records/kind.ts";
import type { AskFor } from "./board-query.ts";
import { dealsSql, seesMoney, seesWeight } from "./seen-deals.ts";

export interface SummaryQuery {
  /** Up to four: `stage`, `owner`, `status`, `custom.region`; of dates `closeDate.month`, `.day`, `.week`, `.quarter`, `.year`. */
  readonly group: readonly string[];
  /** `amount` and `weighted` are in the company's currency; any other number field as it is. */
  readonly sum?: string | undefined;
  readonly filter?: Filter | undefined;
  readonly q?: string | undefined;
}

/** One value per group name, the number of deals, and their sum. */
export type SummaryRow = Readonly<Record<string, unknown>> & {
  readonly count: number;
  readonly sum: Money | string | null;
};

const MOST_GROUPS = 4;
const parts = { day: "YYYY-MM-DD", week: 'IYYY-"W"IW', month: "YYYY-MM", quarter: 'YYYY-"Q"Q', year: "YYYY" } as const;
const plain = new Set(["choice", "reference", "user", "team", "boolean", "text", "rating"]);
const numbers = new Set(["money", "decimal", "integer", "percent", "duration", "rating"]);

/** Sums by stage × month × owner and the like. */
export class Summaries {
  readonly #reader: Reader;
  readonly #ask: AskFor;
  readonly #readings = new SharedReadings<string>();

  constructor(reader: Reader, ask: AskFor) {
    this.#reader = reader;
    this.#ask = ask;
  }

  async rows(actor: Actor, query: SummaryQuery): Promise<readonly SummaryRow[]> {
    return JSON.parse(await this.text(actor, query)) as SummaryRow[];
  }

  /** The rows as JSON. */
  async text(actor: Actor, query: SummaryQuery): Promise<string> {
    allow(actor, "deals.read");
    const asking = await this.#ask(actor, "deal");
    const statement = summaryStatement(asking, query);
    const { currency } = asking.reading;
    const key = JSON.stringify([statement.text, statement.values, query.group, query.sum, currency]);
    return await this.#readings.share(key, async () => {
      const rows = (await this.#reader.query(statement)) as unknown as (readonly unknown[])[];
      return JSON.stringify(rows.map((row) => rowFrom(row, query, currency)));
    });
  }
}

function rowFrom(row: readonly unknown[], { group, sum: measure }: SummaryQuery, currency: string): SummaryRow {
  const groups = Object.fromEntries(group.map((name, at) => [name, row[at] ?? null]));
  const sum = row[group.length + 1] as string | null;
  return {
    ...groups,
    count: Number(row[group.length]),
    sum: isMoney(measure) ? { amount: sum ?? "0", currency } : sum,
  };
}

const isMoney = (sum: string | undefined): boolean => sum === "amount" || sum === "weighted" || sum === "baseAmount";

function summaryStatement(asking: Asking, query: SummaryQuery): Statement {
  if (query.group.length > MOST_GROUPS) throw new BadRequest("deals.too_many_groups", { maximum: MOST_GROUPS });
  const params = new Params();
  const groups = query.group.map((name) => groupSql(asking, name, params));
  const measure = sumSql(asking, query.sum);
  const join = query.sum === "weighted" ? " join stages s on s.id = t.stage_id" : "";
  const where = conditions(asking, query, params).join(" and ");
  const by =
    groups.length > 0
      ? ` group by ${groups.map(({ by }) => by).join(", ")} order by ${groups.map((_, at) => at + 1).join(", ")}`
      : "";
  const columns = [...groups.map(({ shown }) => shown), "count(*)", measure].join(", ");
  const text = `select ${columns} from ${dealsSql(asking)} t${join} where ${where}${by} limit 10000`;
  const name = query.q === undefined ? nameFor(text) : undefined;
  return { text, values: params.values, rowMode: "array", ...(name ? { name } : {}) };
}

interface Group {
  readonly by: string;
  readonly shown: string;
}

function groupSql({ kind, reading }: Asking, name: string, params: Params): Group {
  const [path, part] = splitPart(name);
  const field = known(kind, path);
  const column = columnSql(field, "t");
  if (part === undefined && plain.has(field.type.name)) return { by: column, shown: column };
  const format = Object.hasOwn(parts, part ?? "") ? parts[part as keyof typeof parts] : undefined;
  if (!format || !isDateLike(field)) throw new BadRequest("deals.not_a_group", { group: name.slice(0, 80) });
  const local =
    field.type.name === "date"
      ? `${column}::timestamp`
      : `${column} at time zone ${params.add(reading.timeZone, "text")}`;
  const by = `date_trunc('${part}', ${local})`;
  return { by, shown: `to_char(${by}, '${format}')` };
}

// `closeDate.month` is a part of a date, `custom.region` a field.
function splitPart(name: string): [string, string | undefined] {
  const at = name.lastIndexOf(".");
  const part = name.slice(at + 1);
  return at > 0 && Object.hasOwn(parts, part) ? [name.slice(0, at), part] : [name, undefined];
}

const isDateLike = (field: Field): boolean => field.type.name === "date" || field.type.name === "dateTime";

/** A sum that tells of fields the actor may not see is as unknown as they are. */
function refuseUnseen(kind: Kind, sum: string): void {
  const seen = sum === "weighted" ? seesWeight(kind) : !isMoney(sum) || seesMoney(kind);
  if (!seen) throw new BadRequest("records.unknown_field", { field: sum, kind: kind.name });
}

function sumSql({ kind, reading }: Asking, sum: string | undefined): string {
  if (sum === undefined) return "null";
  refuseUnseen(kind, sum);
  const digits = currencyDigits(reading.currency);
  if (sum === "amount" || sum === "baseAmount") return `round(coalesce(sum(t.base_amount), 0), ${digits})::text`;
  if (sum === "weighted")
    return `round(coalesce(sum(t.base_amount * coalesce(t.probability, s.probability)) / 100, 0), ${digits})::text`;
  const field = known(kind, sum);
  if (!numbers.has(field.type.name)) throw new BadRequest("deals.not_a_sum", { field: sum.slice(0, 80) });
  return `trim_scale(sum(${columnSql(field, "t")}))::text`;
}
