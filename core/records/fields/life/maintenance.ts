// What happens to fields by itself at night.
import { systemActor } from "../../../kernel/actor.ts";
import type { Database } from "../../../db/database.ts";
import { Unavailable } from "../../../kernel/errors.ts";
import type { Log } from "../../../kernel/log.ts";
import type { Definitions } from "../../definitions/definitions.ts";
import type { Kinds } from "../../kinds.ts";
import { readField } from "../field-rows.ts";
import { dropField, outlived } from "./removal.ts";
import { longOver, settle } from "./type-change/settle.ts";

const byItself = systemActor("definitions");

const DAYS_KEPT = 30;

export interface Upkeep {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly definitions: Definitions;
  readonly log: Log;
}

/** Drops columns that nobody can ask for any more, one after the other; a table that is busy keeps its until the next night. */
export async function keepUp({ db, kinds, definitions, log }: Upkeep, signal: AbortSignal): Promise<void> {
  const inTurn = async (ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> => {
    for (const id of ids) {
      signal.throwIfAborted();
      await work(id).catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
        log.warn({ field: id, err: error }, "fields: table is busy, its columns wait for the next night");
      });
    }
  };
  await inTurn(await longOver(db, DAYS_KEPT), (id) => definitions.change(byItself, (trx) => settle(trx, kinds, id)));
  await inTurn(await outlived(db, DAYS_KEPT), (id) =>
    definitions.change(byItself, async (trx) => {
      const field = await readField(trx, id);
      if (field.state === "archived") await dropField(trx, kinds, field);
    }),
  );
}
