// Work of a plugin within the transaction of somebody else's record: it ends in time, and what fails of it is taken back alone.
import { sqlState } from "../../db/database.ts";
import { AppError, Unavailable } from "../../kernel/errors.ts";
import type { GuestAlong, Written } from "../../records/kind.ts";
import { draftOf } from "../../records/store/draft.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { AlongOptions } from "../plugin.ts";
import { apart } from "./apart.ts";
import type { Spot } from "./breaker.ts";
import { type Guard, PIECE } from "./guard.ts";

type Write = GuestAlong["write"];

/** The same work for the records of those who have the plugin. */
export function watchedAlong(guard: Guard, kind: string, write: Write, options: AlongOptions = {}): GuestAlong {
  const spot: Spot = { plugin: guard.manifest.id, part: `along ${kind}` };
  return {
    wants: (values, before) => wanted(guard, spot, () => options.wants?.(values, before) ?? true),
    async write(trx, written, context) {
      const theirs = written.filter((one) => concerns(spot.plugin, one, context.actor));
      if (theirs.length === 0) return;
      const failure = await apart(trx, PIECE, async (own) => {
        const way = guard.lender.lendTransaction(own);
        await guard.breaker.waitedFor(spot, PIECE, () => write(way, theirs, { ...context, db: way }));
      });
      if (!failure) return;
      if (options.critical) throw refusal(spot.plugin, failure.error);
      guard.breaker.passedOver(spot, failure.error);
    },
  };
}

/** The transaction is tried again from its start. */
const again = new Set(["40001", "40P01"]);

/** What it refuses is told as it is, what fails as the plugin's. */
function refusal(plugin: string, error: unknown): unknown {
  if (error instanceof AppError || again.has(sqlState(error))) return error;
  return new Unavailable("plugins.hook_failed", { plugin }, { cause: error });
}

/** In doubt it is asked. */
function wanted(guard: Guard, spot: Spot, ask: () => boolean): boolean {
  try {
    return ask();
  } catch (error) {
    guard.breaker.count(spot, error);
    return true;
  }
}

const concerns = (plugin: string, { kind, record }: Written, actor: Actor): boolean =>
  kind.concerns(plugin, draftOf(record.id, record, new Map()), actor);
