import { reach } from "../../kernel/actor.ts";
import { isToldOfDefinitions } from "../definitions/definition-history.ts";
import type { Reader } from "./reader.ts";

export interface ChangesTab {
  readonly label: string;
  readonly path: string;
  readonly current: boolean;
  readonly count: null;
}

const paths = { mine: "/changes", everybody: "/changes?of=all", definitions: "/changes/definitions" } as const;

type Tab = keyof typeof paths;

/** One's own changes; beside them everybody's and what was set up, for whoever may see those. None where there is only one. */
export function changesTabs({ actor, say }: Reader, current: Tab): readonly ChangesTab[] {
  const shown: Tab[] = ["mine"];
  if (reach(actor, "operations.read") === "all") shown.push("everybody");
  if (isToldOfDefinitions(actor)) shown.push("definitions");
  if (shown.length === 1) return [];
  return shown.map((id) => ({
    label: say(`records.changes.${id}`),
    path: paths[id],
    current: id === current,
    count: null,
  }));
}
