// What of deals somebody sees, for the statements that are written here and not by the engine.
import { sees } from "../records/access/seen-values.ts";
import type { Kind } from "../records/kind.ts";
import { seenTable } from "../records/query/seen-table.ts";
import type { Asking } from "../records/query/select.ts";

/** True when sums of amounts may be told: whoever does not see the amounts learns nothing of what they add up to. */
export const seesMoney = (kind: Kind): boolean => sees(kind, "amount") && sees(kind, "baseAmount");

/** The same for weighted sums, which tell of the deals' own probabilities too. */
export const seesWeight = (kind: Kind): boolean => seesMoney(kind) && sees(kind, "probability");

/** The table of deals to select from; fields the actor may not see are blank in it. */
export const dealsSql = ({ kind }: Asking): string => seenTable(kind);
