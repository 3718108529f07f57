import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Operations } from "../history/operations.ts";
import type { Undo } from "../history/undo.ts";
import type { CustomFields } from "../fields/custom-fields.ts";
import type { LayoutWish } from "./file/read-table.ts";
import type { Say } from "./convert/options.ts";
import type { ImportPreset } from "./plan/preset.ts";
import type { Through } from "../store/through.ts";

/** What imports are made of. */
export interface ImportsParts {
  readonly through: Through;
  readonly operations: Operations;
  readonly undo: Undo;
  readonly fields: CustomFields;
  readonly say: Say;
  /** Files of other systems that areas and plugins know. */
  presets(): readonly ImportPreset[];
  /** The person as they stand now, for work that runs later in their name. */
  actorOf(userId: string): Promise<Actor | undefined>;
  /** Queues a job; inside `trx` it exists if and only if its cause does. */
  enqueue(trx: Transaction, job: "run" | "undo", payload: { readonly id: string }): Promise<void>;
}

export interface UploadOptions {
  readonly layout?: LayoutWish | undefined;
  /** Import a file although the same one was imported before. */
  readonly again?: boolean | undefined;
  /** A plan of one's own instead of the proposed one. */
  readonly plan?: unknown;
}
