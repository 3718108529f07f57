// Two plugins that stand in for the same piece of a page: neither of them wins silently, so they cannot be on together.
import type { Problem } from "../../kernel/errors.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { problemIn } from "../manifest/problem.ts";

interface Stand {
  readonly at: string;
  readonly replaces: string;
  /** Kind whose pages it is on; `*` for all, and for Today. */
  readonly kind: string;
  readonly of: "panel" | "tile";
}

/** Pieces that another one of `all` replaces, too; told on both sides. */
export function placeProblems(files: PluginFiles, all: Iterable<PluginFiles>): Problem[] {
  const others = [...all].filter(({ manifest }) => manifest.id !== files.manifest.id);
  return standsOf(files).flatMap((stand) =>
    others
      .filter((other) => standsOf(other).some((one) => isSame(stand, one)))
      .map(({ manifest }) =>
        problemIn("plugin.json", stand.at, "plugins.place_taken", { name: stand.replaces, other: manifest.id }),
      ),
  );
}

function standsOf({ manifest: { contributes = {} } }: PluginFiles): readonly Stand[] {
  const { panels = [], tiles = [] } = contributes;
  return [
    ...panels.map((one, at) => ({ ...one, at: `/contributes/panels/${at}/replaces`, of: "panel" as const })),
    ...tiles.map((one, at) => ({ ...one, kind: "*", at: `/contributes/tiles/${at}/replaces`, of: "tile" as const })),
  ].flatMap(({ replaces, ...one }) => (replaces === undefined ? [] : [{ ...one, replaces }]));
}

const isSame = (a: Stand, b: Stand): boolean =>
  a.of === b.of && a.replaces === b.replaces && (a.kind === b.kind || a.kind === "*" || b.kind === "*");
