// Where each lot and each serial is. Kept beside the balances of products, by whoever has the product locked.
import { Invalid, type Problem, type Queryable } from "trellis/sdk";
import { exact } from "../products/api.ts";
import type { MoveRow, StandingRow } from "./ledger-sql.ts";
import { isOurs, outside } from "./places.ts";
import { problem } from "./problem.ts";

type Move = Pick<MoveRow, "line" | "product" | "from" | "to" | "quantity" | "lot">;

/** Invalid where what is tracked moves without saying which it is. */
export function refuseUntold(moves: readonly Move[], standing: readonly StandingRow[]): void {
  const tracked = trackedAmong(standing);
  const untold = moves.filter(({ product, lot }) => tracked.has(product) !== (lot !== null));
  if (untold.length === 0) return;
  throw new Invalid(untold.map((move) => at(move, move.lot === null ? "lot_missing" : "not_tracked")));
}

const trackedAmong = (standing: readonly StandingRow[]): ReadonlyMap<string, string> =>
  new Map(standing.filter(({ tracking }) => tracking !== "none").map(({ product, tracking }) => [product, tracking]));

const at = ({ line, product }: Move, code: string, values: Readonly<Record<string, unknown>> = {}): Problem => ({
  ...problem("lot", code, values),
  pointer: `/lines/${line ?? product}/lot`,
});

interface LotRow {
  readonly lot: string;
  readonly location: string;
  readonly onHand: string;
  readonly reserved: string;
}

/** Takes lots from where they are and gives them to where they go. A lot that is not there does not leave, whatever the product allows. */
export async function moveLots(
  trx: Queryable,
  moves: readonly Move[],
  standing: readonly StandingRow[],
): Promise<void> {
  const tracked = trackedAmong(standing);
  const lots = moves.filter(({ lot }) => lot !== null);
  if (lots.length === 0) return;
  refuseMissing(await shiftLots(trx, lots), lots);
  const serials = lots.filter(({ product }) => tracked.get(product) === "serial");
  if (serials.length > 0) await refuseTwice(trx, serials);
}

async function shiftLots(trx: Queryable, moves: readonly Move[]): Promise<readonly LotRow[]> {
  const text = `with m as (select * from jsonb_to_recordset($1::jsonb) as m(product uuid, lot uuid, "from" uuid, "to" uuid, quantity numeric)),
      d as (select product, lot, location, sum(change) as change from (
        select product, lot, "from" as location, -quantity as change from m
        union all select product, lot, "to", quantity from m) x group by 1, 2, 3)
    insert into plugin_warehouse.lot_balances as b (product_id, lot_id, location_id, on_hand)
    select product, lot, location, change from d order by lot, location
    on conflict (lot_id, location_id) do update set on_hand = b.on_hand + excluded.on_hand
    returning lot_id as lot, location_id as location, on_hand::text as "onHand", reserved::text`;
  return await trx.query<LotRow & object>({ text, values: [JSON.stringify(moves)] });
}

function refuseMissing(rows: readonly LotRow[], moves: readonly Move[]): void {
  const missing = rows.filter(({ location, onHand, reserved }) => isOurs(location) && exact(onHand).lt(reserved));
  const problems = missing.flatMap(({ lot, location, onHand, reserved }) => {
    const move = moves.find((one) => one.lot === lot && one.from === location);
    return move ? [at(move, "not_there", { short: exact(reserved).minus(onHand).toFixed() })] : [];
  });
  if (problems.length > 0) throw new Invalid(problems);
}

/** Each serial is one thing: with us, on the way, or with a customer, and never at two of these. */
async function refuseTwice(trx: Queryable, moves: readonly Move[]): Promise<void> {
  const text = `select b.lot_id as lot from plugin_warehouse.lot_balances b where b.lot_id = any($1::uuid[])
      and b.location_id not in ('${outside.supplier}', '${outside.loss}')
    group by 1 having sum(b.on_hand) > 1 or max(b.on_hand) > 1 or min(b.on_hand) < 0`;
  const twice = await trx.query<{ lot: string }>({ text, values: [moves.map(({ lot }) => lot)] });
  const problems = moves
    .filter((move) => twice.some(({ lot }) => lot === move.lot))
    .map((move) => at(move, "serial_is_there"));
  if (problems.length > 0) throw new Invalid(problems);
}
