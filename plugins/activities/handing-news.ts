// Whose something is now, and whose it was, hear of it: whichever way it was given.
import { type Actor, type Host, newId, type Rec, type Transaction } from "trellis/sdk";
import { ring } from "./notices.ts";

export function addHandingNews(host: Host): void {
  host.along(
    "activity",
    async (trx, written, { actor }) => {
      const moved = written.filter(({ record, before }) => before && record["owner"] !== before["owner"]);
      await tell(trx, actor, moved);
    },
    { wants: (values, before) => before !== undefined && values.has("owner") },
  );
}

interface Moved {
  readonly record: Rec;
  readonly before?: Rec | undefined;
}

/** Several that change hands in one go are told as one. */
async function tell(trx: Transaction, actor: Actor, moved: readonly Moved[]): Promise<void> {
  const who = actor.kind === "person" ? actor.name : "";
  for (const [what, side] of [
    ["given", "record"],
    ["taken", "before"],
  ] as const) {
    const of = (one: Moved) => one[side]?.["owner"];
    for (const [person, theirs] of Map.groupBy(moved.filter(isOpen), of)) {
      if (typeof person !== "string" || person === actor.id) continue;
      const digest = theirs.length > 1 ? newId() : undefined;
      for (const { record } of theirs) await ring(trx, { activity: record.id, people: [person], what, who, digest });
    }
  }
}

const isOpen = ({ record }: Moved): boolean => record["status"] === "planned";
