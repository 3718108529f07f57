// The steps of everything that can be done to a plugin, in their order.
import type { Database } from "../../db/database.ts";
import type { Problem } from "../../kernel/errors.ts";
import type { Door } from "../live/door.ts";
import type { Live } from "../live/live.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import type { Action } from "./journal.ts";
import type { Step } from "./steps.ts";
import { decision, publishing } from "./steps/decision.ts";
import { fit } from "./steps/fit.ts";
import { type PartsNeeds, parts } from "./steps/parts.ts";
import { purge } from "./steps/purge.ts";
import { contract, tables } from "./steps/tables.ts";
import { tryOut } from "./steps/try-out.ts";

export interface ActionNeeds extends PartsNeeds {
  readonly db: Database;
  readonly live: Live;
  readonly door: Door;
  /** Why a plugin cannot be on in this house. */
  reasons(files: PluginFiles): Promise<readonly Problem[]>;
}

export function actionsOf({
  db,
  live,
  door,
  reasons,
  ...definitions
}: ActionNeeds): Readonly<Record<Action, readonly Step[]>> {
  const before = [fit(reasons), tables(db), parts(definitions), tryOut(door)];
  const on = [...before, decision(db, live, "enabled"), publishing(live, "on")];
  const off = (state: "installed" | "archived"): readonly Step[] => [
    decision(db, live, state),
    publishing(live, "off"),
  ];
  return {
    enable: on,
    upgrade: on,
    disable: off("installed"),
    remove: off("archived"),
    contract: [contract(db)],
    purge: [purge(definitions), publishing(live, "off")],
  };
}
