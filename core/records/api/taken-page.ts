import type { Actor } from "../../kernel/actor.ts";
import { type Budget, limitOf } from "../export/budget.ts";
import type { ListText } from "../query/grammar.ts";
import type { Readings } from "../reading/readings.ts";

export interface TakingParts {
  readonly budget: Budget;
  readonly readings: Pick<Readings, "listed">;
}

/** A page of clients that a program takes counts like a file, whichever address it is at. */
export async function takenPage(
  { budget, readings }: TakingParts,
  actor: Actor,
  kind: string,
  page: ListText,
): Promise<ListText> {
  readings.listed(actor, kind, page.data);
  if (limitOf(actor, kind) === undefined) return page;
  const rows = JSON.parse(page.data) as readonly { readonly id: string }[];
  await budget.take(
    actor,
    kind,
    rows.map(({ id }) => id),
  );
  return page;
}
