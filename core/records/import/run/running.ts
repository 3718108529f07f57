import type { Actor } from "../../../kernel/actor.ts";
import type { Asking } from "../../query/select.ts";
import type { Through } from "../../store/through.ts";
import type { ReadRow } from "../convert/row-reader.ts";
import type { MissingReference } from "../import-record.ts";
import type { Plan } from "../plan/plan.ts";
import type { StagedRow } from "../staging.ts";
import type { Missing, References } from "./references.ts";

/** Everything the chunks of one run, or of one dry run, share. */
export interface Running {
  readonly through: Through;
  readonly actor: Actor;
  readonly asking: Asking;
  readonly importId: string;
  readonly operationId: string;
  readonly plan: Plan;
  readonly dryRun: boolean;
  readonly read: (row: StagedRow) => ReadRow;
  readonly references: References;
  /** Reference paths that may lead to rows of the same file. */
  readonly selfPaths: readonly string[];
  /** Titles that rows of the file have, when there are such paths. */
  readonly ownTitles: ReadonlySet<string>;
  /** Paths of fields that will be made when the import runs; a dry run checks them without writing. */
  readonly newPaths: readonly string[];
  /** Match keys that rows of the file had so far; only a dry run needs them. */
  readonly seen: Set<string>;
  noteMissing(path: string, value: string, count: number): void;
  missing(): MissingReference[];
  /** What a dry run would have made by now. */
  pretend(one: Missing): void;
  pretends(one: Missing): boolean;
}

/** Remembers what was missing, and in a dry run what would have been made. */
export function missingNotes(dryRun: boolean): Pick<Running, "noteMissing" | "missing" | "pretend" | "pretends"> {
  const noted = new Map<string, MissingReference>();
  const made = new Set<string>();
  const nameOf = ({ link, value }: Missing): string => `${link.target.name} ${value.trim().toLowerCase()}`;
  return {
    noteMissing(path, value, count) {
      const name = `${path} ${value.toLowerCase()}`;
      if (noted.size < 1_000 || noted.has(name))
        noted.set(name, { path, value, count: (noted.get(name)?.count ?? 0) + count });
    },
    missing: () => [...noted.values()].sort((a, b) => b.count - a.count).slice(0, 200),
    pretend: (one) => void made.add(nameOf(one)),
    pretends: (one) => dryRun && made.has(nameOf(one)),
  };
}
