// In which order plugins start: each after what it needs. Whatever needs something that is not there is named with the reason.
import type { Problem } from "../../kernel/errors.ts";
import type { PluginFiles } from "../manifest/manifest.ts";
import { problemIn } from "../manifest/problem.ts";
import { isIn } from "../manifest/versions.ts";
import { placeProblems } from "./places.ts";

export interface Order {
  /** Those whose needs are met, each after what it needs; otherwise by id. */
  readonly order: readonly PluginFiles[];
  /** The others: id → why not. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

type ById = ReadonlyMap<string, PluginFiles>;

/** `wanted` are those that are to be on together; no two have the same id. */
export function orderOf(wanted: readonly PluginFiles[]): Order {
  const all: ById = new Map(
    wanted.map((one) => [one.manifest.id, one] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const problems = new Map<string, readonly Problem[]>();
  for (const [id, files] of all)
    note(problems, id, [
      ...needProblems(files, all),
      ...conflictProblems(files, all),
      ...placeProblems(files, all.values()),
    ]);
  for (const [id] of all) note(problems, id, circleProblems(id, all));
  spread(problems, all);
  const fine: ById = new Map([...all].filter(([id]) => !problems.has(id)));
  return { order: inOrder(fine), problems };
}

function note(problems: Map<string, readonly Problem[]>, id: string, more: readonly Problem[]): void {
  if (more.length > 0) problems.set(id, [...(problems.get(id) ?? []), ...more]);
}

const needsOf = (files: PluginFiles | undefined): readonly string[] => Object.keys(files?.manifest.dependencies ?? {});

/** Versions of others that will do: those it must have, and those it uses where they are there. */
function needProblems({ manifest }: PluginFiles, all: ById): Problem[] {
  const { dependencies = {}, optionalDependencies = {} } = manifest;
  const must = Object.entries(dependencies).flatMap(([need, range]) =>
    all.has(need) ? [] : [problemIn("plugin.json", `/dependencies/${need}`, "plugins.need_missing", { need, range })],
  );
  const unmet = Object.entries({ dependencies, optionalDependencies }).flatMap(([word, ranges]) =>
    Object.entries(ranges).flatMap(([need, range]) => {
      const version = all.get(need)?.manifest.version;
      if (version === undefined || isIn(version, range)) return [];
      return [problemIn("plugin.json", `/${word}/${need}`, "plugins.need_unmet", { need, range, version })];
    }),
  );
  return [...must, ...unmet];
}

/** A conflict is told on both sides, whoever of the two declares it. */
function conflictProblems({ manifest: { id, version, conflicts = {} } }: PluginFiles, all: ById): Problem[] {
  const others = [...all.values()].filter(({ manifest: other }) => {
    const excluded = conflicts[other.id];
    const excludes = other.conflicts?.[id];
    return (excluded && isIn(other.version, excluded)) || (excludes && isIn(version, excludes));
  });
  return others.map(({ manifest: other }) =>
    problemIn("plugin.json", "/conflicts", "plugins.conflict", { other: other.id, version: other.version }),
  );
}

/** The way from a plugin through what it needs back to itself. */
function circleProblems(id: string, all: ById): Problem[] {
  const way = wayBetween(id, id, (at) => needsOf(all.get(at)));
  return way ? [problemIn("plugin.json", "/dependencies", "plugins.need_circle", { way: way.join(" → ") })] : [];
}

/** A way along needs, at least one step long. */
function wayBetween(from: string, to: string, needs: (id: string) => Iterable<string>): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (at: string, way: readonly string[]): readonly string[] | undefined => {
    for (const need of needs(at)) {
      if (need === to) return [...way, at, to];
      if (seen.has(need)) continue;
      seen.add(need);
      const found = walk(need, [...way, at]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(from, []);
}

/** Whoever needs one that cannot be on cannot be on either. */
function spread(problems: Map<string, readonly Problem[]>, all: ById): void {
  let before = -1;
  while (before !== problems.size) {
    before = problems.size;
    for (const [id, files] of all) {
      const need = needsOf(files).find((one) => all.has(one) && problems.has(one));
      if (need !== undefined && !problems.has(id))
        problems.set(id, [problemIn("plugin.json", `/dependencies/${need}`, "plugins.need_faulty", { need })]);
    }
  }
}

function inOrder(all: ById): PluginFiles[] {
  const first = whatComesFirst(all);
  const done = new Set<PluginFiles>();
  const visit = (id: string): void => {
    const files = all.get(id);
    if (!files || done.has(files)) return;
    for (const need of [...(first.get(id) ?? [])].toSorted()) visit(need);
    done.add(files);
  };
  for (const id of all.keys()) visit(id);
  return [...done];
}

/** Id → those that start before it: what it needs, and what it can use, unless that would make a circle. */
function whatComesFirst(all: ById): ReadonlyMap<string, Set<string>> {
  const first = new Map([...all].map(([id, files]) => [id, new Set(needsOf(files))]));
  for (const [id, { manifest }] of all)
    for (const one of Object.keys(manifest.optionalDependencies ?? {}))
      if (one !== id && !wayBetween(one, id, (at) => first.get(at) ?? [])) first.get(id)?.add(one);
  return first;
}
