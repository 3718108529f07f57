// How lots and serials are kept on every way in.
import type { Host } from "trellis/sdk";
import { keepLot, keepMoved, refuseTwin, trimNumber } from "./lot-rules.ts";
import { keepMethod, keepTracking, keepUnit } from "./tracking.ts";

const changes =
  (...paths: readonly string[]) =>
  (values: ReadonlyMap<string, unknown>, before: object | undefined): boolean =>
    before !== undefined && paths.some((path) => values.has(path));

export function addLots(host: Host): void {
  for (const action of ["create", "change"] as const) host.before("stock_lot", action, trimNumber, { critical: true });
  host.before("stock_lot", "remove", keepLot, { critical: true });
  host.along("stock_lot", keepMoved, { critical: true, wants: changes("name", "product") });
  host.along("stock_lot", refuseTwin, {
    critical: true,
    wants: (values, before) => before === undefined || values.has("name") || values.has("product") || values.size === 0,
  });
  host.along("product", keepUnit, { critical: true, wants: changes("unit", "type") });
  host.along("product", keepMethod, { critical: true, wants: changes("custom.cost_method") });
  host.along("product", keepTracking, {
    critical: true,
    wants: (values, before) =>
      before === undefined ? Boolean(values.get("custom.tracking")) : values.has("custom.tracking"),
  });
}
