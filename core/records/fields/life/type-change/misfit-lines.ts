// What does not fit, with the records it stands in, as far as the asker may see them.
import type { Actor } from "../../../../kernel/actor.ts";
import type { Kind } from "../../../kind.ts";
import type { Rec } from "../../../record.ts";
import type { Records } from "../../../records.ts";
import type { Misfit } from "./change-rows.ts";

export interface MisfitLine extends Misfit {
  readonly title: string;
  /** Page of the record; null while it lies in the trash. */
  readonly link: string | null;
}

/** At most 200 of them; those in records that the actor may not see are left out. */
export async function misfitLines(
  records: Records,
  actor: Actor,
  kind: Kind,
  misfits: readonly Misfit[],
): Promise<MisfitLine[]> {
  if (misfits.length === 0) return [];
  const filter = { field: "id", op: "in", value: misfits.map((one) => one.recordId) } as const;
  const query = { filter, fields: [kind.titleField], limit: 200 };
  const [living, trashed] = await Promise.all([
    records.list(actor, kind.name, query),
    records.list(actor, kind.name, { ...query, trash: true }),
  ]);
  const seen = new Map(living.data.map((one) => [one.id, linkTo(kind, one, `/${kind.plural}/${one.id}`)]));
  for (const one of trashed.data) seen.set(one.id, linkTo(kind, one, null));
  return misfits.flatMap((misfit) => {
    const record = seen.get(misfit.recordId);
    return record ? [{ ...misfit, ...record }] : [];
  });
}

const linkTo = ({ titleField }: Kind, record: Rec, link: string | null) => ({
  title: String(record[titleField] ?? ""),
  link,
});
