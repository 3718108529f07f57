// What a run needs to know before its first chunk.
import type { Actor } from "../../../kernel/actor.ts";
import type { Queryable } from "../../../db/database.ts";
import type { Kind } from "../../kind.ts";
import type { Asking } from "../../query/select.ts";
import { readingOf, type Through } from "../../store/through.ts";
import type { Say } from "../convert/options.ts";
import { rowReader } from "../convert/row-reader.ts";
import type { Import } from "../import-record.ts";
import { columnPlan } from "../plan/plan.ts";
import { nextRows } from "../staging.ts";
import { References } from "./references.ts";
import { missingNotes, type Running } from "./running.ts";

export interface Preparing {
  readonly through: Through;
  readonly say: Say;
  readonly actor: Actor;
  readonly one: Import;
  /** The kind, with fields that are still to be made in a dry run. */
  readonly kind: Kind;
  readonly operationId: string;
  readonly dryRun: boolean;
}

export async function prepareRun(preparing: Preparing): Promise<Running> {
  const { through, say, actor, one, kind, operationId, dryRun } = preparing;
  const company = await through.company();
  const reading = readingOf(actor, company);
  const kinds = through.kinds.seenBy(actor);
  const asking: Asking = { kinds, kind, seen: kind, actor, reading, zone: company.timeZone };
  const about = { kind, headers: one.headers, plan: one.plan };
  const references = new References(actor, kinds, about);
  const selfPaths = references
    .selfPaths(kind)
    .filter((path) => one.headers.some((header) => columnPlan(one.plan, header).to === path));
  return {
    through,
    actor,
    asking,
    importId: one.id,
    operationId,
    plan: one.plan,
    dryRun,
    references,
    selfPaths,
    read: rowReader({ ...about, profile: one.profile, reading, say }),
    ownTitles: selfPaths.length > 0 ? await titlesIn(through.db, one, kind) : new Set(),
    newPaths: kind.fields.filter((field) => field.columns.length === 0).map((field) => field.path),
    seen: new Set(),
    ...missingNotes(dryRun),
  };
}

/** The titles all rows of the file will have. */
async function titlesIn(db: Queryable, one: Import, kind: Kind): Promise<Set<string>> {
  const at = one.headers.findIndex((header) => columnPlan(one.plan, header).to === kind.titleField);
  const titles = new Set<string>();
  for (let after = 0; at >= 0; ) {
    const rows = await nextRows(db, one.id, after, 5_000);
    for (const { cells } of rows) titles.add((cells[at] ?? "").trim().toLowerCase());
    const last = rows.at(-1);
    if (!last) break;
    after = last.row;
  }
  return titles;
}
