// Many documents at once, as they come from a file: opening stock, what moved before.
import { type Actor, AppError, type Host, type Records } from "trellis/sdk";
import type { Documents } from "./documents.ts";

/** So many are done while somebody waits. */
const MOST = 200;

interface Needs {
  readonly documents: Documents;
  readonly records: Records;
}

export function addCarryOut(host: Host, needs: Needs): void {
  host.action({
    id: "warehouse.carry-out",
    kind: "stock_document",
    label: "warehouse.carry_out",
    icon: "checkbox",
    order: 40,
    places: ["list"],
    permission: "warehouse.post",
    confirm: "warehouse.carry_out.confirm",
    run: async (actor, ids) => await carriedOut(needs, actor, ids.slice(0, MOST)),
  });
}

/** Drafts are confirmed and carried out by their day, one by one: what is wrong with one keeps no other. */
async function carriedOut(needs: Needs, actor: Actor, ids: readonly string[]) {
  const filter = { field: "id", op: "in", value: ids } as const;
  const sort = [
    { field: "day", direction: "asc" },
    { field: "createdAt", direction: "asc" },
  ] as const;
  const { data } = await needs.records.list(actor, "stock_document", { filter, sort, limit: MOST, fields: ["state"] });
  let done = 0;
  for (const { id, state } of data) if (await isDone(needs, actor, id, String(state))) done += 1;
  const left = data.length - done;
  return left === 0
    ? { said: "warehouse.carried_out", values: { count: done } }
    : { said: "warehouse.some_carried_out", values: { count: done, left }, tone: "bad" as const };
}

async function isDone({ documents }: Needs, actor: Actor, id: string, state: string): Promise<boolean> {
  try {
    if (state === "draft") await documents.confirm(actor, id, { version: undefined });
    await documents.complete(actor, id, { version: undefined });
    return true;
  } catch (error) {
    // What does not fit is said on the document's own page, where it can be put right.
    if (error instanceof AppError) return false;
    throw error;
  }
}
