import type { Rec } from "../record.ts";
import type { Records } from "../records.ts";
import { reader } from "./reader.ts";

/** Every record of a kind of which there are few: stages, reasons, teams. */
export async function allRecords(
  records: Records,
  kind: string,
  include: readonly string[] = [],
): Promise<readonly Rec[]> {
  const all: Rec[] = [];
  let after: string | undefined;
  do {
    const page = await records.list(reader, kind, { limit: 200, after, include });
    all.push(...page.data);
    after = page.next ?? undefined;
  } while (after);
  return all;
}
