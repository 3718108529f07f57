import type { Transaction } from "../../db/database.ts";
import { shapeOf } from "../query/columns.ts";
import { scopeSql } from "../query/scope.ts";
import type { Asking } from "../query/select.ts";
import { Params, quoted } from "../query/sql.ts";
import type { Rec } from "../record.ts";

/** The living records among these ids that the actor may read, locked in the order of their ids until the transaction ends. */
export async function readMany(
  asking: Asking,
  ids: readonly string[],
  trx: Transaction,
  trash = false,
): Promise<Map<string, Rec>> {
  const { kind, actor } = asking;
  const params = new Params();
  const scope = scopeSql(actor, kind, "read", { alias: "t", params });
  const where = [
    `t.id = any(${params.add(ids, "uuid[]")})`,
    `t.deleted_at is ${trash ? "not " : ""}null`,
    ...(scope ? [scope] : []),
  ];
  const shape = shapeOf(kind);
  const text = `select ${shape.selected} from ${quoted(kind.table)} t where ${where.join(" and ")} order by t.id for update`;
  const rows = (await trx.query({
    text,
    values: params.values,
    rowMode: "array",
  })) as unknown as (readonly unknown[])[];
  return new Map(rows.map((row) => shape.read(row)).map((record) => [record.id, record]));
}
