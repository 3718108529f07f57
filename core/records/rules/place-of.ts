import { optionsOf } from "../fields/types/choice.ts";
import type { HookContext, Kind } from "../kind.ts";
import type { Draft } from "../record.ts";
import { valueAt } from "../store/draft.ts";
import type { Place } from "./place.ts";

/** Asks the kind; one whose board is arranged by a choice has its stages in the order of the options. */
export async function placeOf(kind: Kind, draft: Draft, context: HookContext): Promise<Place | undefined> {
  if (kind.hooks?.place) return await kind.hooks.place(draft, context);
  const board = kind.byPath.get(kind.boardField ?? "");
  if (!board || board.type.input !== "choice") return undefined;
  const order = optionsOf(board.schema).map(({ id }) => id);
  const [before, after] = [valueAt(draft.before, board.path), draft.get(board.path)];
  const isBehind = (at: unknown, stage: string): boolean =>
    order.includes(stage) && order.indexOf(String(at)) >= order.indexOf(stage);
  return {
    name: String(after ?? ""),
    entering: before !== after || !draft.before,
    reached: (stage) => isBehind(after, stage),
    stood: (stage) => isBehind(before, stage),
    needs: [],
  };
}
