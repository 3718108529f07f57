// What is binding stays as it is on every way in: taking a line of the history back is one that no look before a write sees.
import { type Host, Invalid, type Transaction, type Written } from "trellis/sdk";
import { problem } from "./problem.ts";
import { isAtWork } from "./working.ts";

/** What a document moves, and for whom. */
export const binding = ["type", "location", "toLocation", "day", "deal", "company", "blind"] as const;

export function addBinding(host: Host): void {
  const decides = new Set<string>(["state", "doneAt", ...binding]);
  host.along("stock_document", keepDocuments, {
    critical: true,
    wants: (values, before) => before !== undefined && [...values.keys()].some((path) => decides.has(path)),
  });
  host.along("stock_line", keepLines, { critical: true, wants: (_values, before) => before !== undefined });
}

/** States change by their verbs alone. */
async function keepDocuments(_trx: Transaction, all: readonly Written[]): Promise<void> {
  const written = all.filter(({ record }) => !isAtWork(record.id));
  const changed = written.filter(({ before, record }) => before && differ(before, record, ["state", "doneAt"]));
  if (changed.length > 0) throw new Invalid([problem("state", "state_by_verb")]);
  const bound = written.filter(
    ({ before, record }) => before && before["state"] !== "draft" && differ(before, record, binding),
  );
  if (bound.length > 0) throw new Invalid([problem("state", "is_binding")]);
}

type Values = Readonly<Record<string, unknown>>;
const differ = (before: Values, after: Values, paths: readonly string[]): boolean =>
  paths.some((path) => (before[path] ?? null) !== (after[path] ?? null));

/** Lines change while their document is a draft; of a count what was found does while it goes on. Those that go are looked at before. */
async function keepLines(trx: Transaction, all: readonly Written[]): Promise<void> {
  const written = all.filter(({ action, record }) => action !== "removed" && !isAtWork(record["document"]));
  if (written.length === 0) return;
  const text = "select id, state from plugin_warehouse.stock_documents where id = any($1::uuid[])";
  const values = [written.map(({ record }) => record["document"])];
  const rows = await trx.query<{ id: string; state: string }>({ text, values });
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const bound = written.filter((one) => !isFree(one, states.get(String(one.record["document"])) ?? "draft"));
  if (bound.length > 0) throw new Invalid([problem("document", "is_binding")]);
}

function isFree({ action, before, record }: Written, state: string): boolean {
  if (state === "draft" || state === "cancelled") return true;
  const isFound = state === "counting" && action === "changed" && before !== undefined;
  return isFound && !differ(before, record, ["document", "product", "lot", "cost"]);
}
