// What plugin.json says beyond its shape: names that are its own, rights that are there, versions that can be counted.
import type { Problem } from "../../kernel/errors.ts";
import type { Contributes, Manifest } from "./manifest.ts";
import { problemIn } from "./problem.ts";
import { isReserved } from "./reserved.ts";
import { emitProblems } from "./emits.ts";
import { settingProblems } from "./settings.ts";
import { isRange, isVersion } from "./versions.ts";

const file = "plugin.json";
const general = ["read", "create", "change", "delete", "import", "export"];

/** Everything that plugin.json claims wrongly; `plurals` are those of its kinds. */
export function claimProblems(manifest: Manifest, plurals: readonly string[]): Problem[] {
  const { contributes = {} } = manifest;
  return [
    ...identityProblems(manifest),
    ...needProblems(manifest),
    ...nameProblems(manifest),
    ...rightProblems(manifest, plurals),
    ...addressProblems(contributes, [manifest.id, ...plurals]),
    ...codeProblems(manifest),
    ...settingProblems(manifest),
    ...emitProblems(contributes),
  ];
}

function identityProblems({ id, version, engines }: Manifest): Problem[] {
  return [
    ...(isReserved(id) ? [problemIn(file, "/id", "plugins.reserved_name", { name: id })] : []),
    ...(isVersion(version) ? [] : [problemIn(file, "/version", "plugins.bad_version", { version })]),
    ...rangeProblems("/engines", { trellis: engines.trellis }),
  ];
}

function rangeProblems(at: string, ranges: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(ranges)
    .filter(([, range]) => !isRange(range))
    .map(([id, range]) => problemIn(file, `${at}/${id}`, "plugins.bad_range", { range }));
}

function needProblems({ id, dependencies = {}, optionalDependencies = {}, conflicts = {} }: Manifest): Problem[] {
  const all = { dependencies, optionalDependencies, conflicts };
  const needed = new Set(Object.keys({ ...dependencies, ...optionalDependencies }));
  return [
    ...Object.entries(all).flatMap(([word, ranges]) => [
      ...rangeProblems(`/${word}`, ranges),
      ...(Object.hasOwn(ranges, id) ? [problemIn(file, `/${word}/${id}`, "plugins.names_itself", { word })] : []),
    ]),
    ...Object.keys(conflicts)
      .filter((other) => needed.has(other))
      .map((other) => problemIn(file, `/conflicts/${other}`, "plugins.needs_and_excludes", { other })),
  ];
}

/** Lists whose items have a name, which none of them shares, and which begins with the id where others could have it too. */
function nameProblems({ id, permissions = [], contributes = {}, migrations = [], adoption }: Manifest): Problem[] {
  const { panels = [], tiles = [], timelines = [], jobs = [], events } = contributes;
  const lists: readonly (readonly [at: string, names: readonly string[], own: boolean])[] = [
    ["/permissions", permissions.map((one) => one.id), true],
    ["/contributes/panels", panels.map((one) => one.id), true],
    ["/contributes/tiles", tiles.map((one) => one.id), true],
    ["/contributes/timelines", timelines.map((one) => one.id), true],
    ...(["actions", "columns", "commands", "search", "imports", "setup", "health", "datasets"] as const).map((word) => {
      const names = (contributes[word] ?? []).map((one) => one.id);
      return [`/contributes/${word}`, names, true] as const;
    }),
    ["/adoption/actions", (adoption?.actions ?? []).map((one) => one.id), true],
    ["/contributes/jobs", jobs.map((one) => one.name), false],
    ["/contributes/metrics", (contributes.metrics ?? []).map((one) => one.name), false],
    ["/contributes/events/emits", (events?.emits ?? []).map((one) => one.topic), true],
    ["/contributes/events/consumes", (events?.consumes ?? []).map((one) => one.consumer), false],
    ["/migrations", migrations.map((one) => one.id), false],
  ];
  return lists.flatMap(([at, names, own]) =>
    names.flatMap((name, index) => [
      ...(own && !name.startsWith(`${id}.`)
        ? [problemIn(file, `${at}/${index}`, "plugins.name_not_own", { name, id })]
        : []),
      ...(names.indexOf(name) < index
        ? [problemIn(file, `${at}/${index}`, "plugins.given_twice", { word: "id", value: name })]
        : []),
    ]),
  );
}

/** A right of its own is declared, or one of the six of its kinds. Rights of others are known where it is enabled. */
function rightProblems(
  { id, permissions = [], roles = [], contributes = {} }: Manifest,
  plurals: readonly string[],
): Problem[] {
  const ofKinds = new Set(plurals.flatMap((plural) => general.map((action) => `${plural}.${action}`)));
  const declared = new Set(permissions.map((one) => one.id));
  const isOwn = (right: string): boolean => [id, ...plurals].includes(right.split(".")[0] ?? "");
  const twice = permissions.flatMap((one, at) =>
    ofKinds.has(one.id) ? [problemIn(file, `/permissions/${at}`, "plugins.right_of_kind", { right: one.id })] : [],
  );
  const unknown = usedRights(contributes)
    .filter(({ right }) => isOwn(right) && !declared.has(right) && !ofKinds.has(right))
    .map(({ at, right }) => problemIn(file, at, "plugins.right_not_declared", { right }));
  const proposed = roles.flatMap(({ grants }, at) =>
    Object.keys(grants)
      .filter((right) => !declared.has(right) && !ofKinds.has(right))
      .map((right) => problemIn(file, `/roles/${at}/grants/${right}`, "plugins.right_not_declared", { right })),
  );
  return [...twice, ...unknown, ...proposed];
}

const piecesWithRights = [
  "menus",
  "tray",
  "routes",
  "panels",
  "tiles",
  "timelines",
  "actions",
  "columns",
  "commands",
  "search",
] as const;

/** Every right that something asks for, with its place. */
export function usedRights(contributes: Contributes): readonly { readonly at: string; readonly right: string }[] {
  return piecesWithRights.flatMap((word) =>
    (contributes[word] ?? []).map(({ permission }, at) => ({
      at: `/contributes/${word}/${at}/permission`,
      right: permission,
    })),
  );
}

/** Addresses begin with the plugin's id or the plural of one of its kinds, pages and REST alike. */
function addressProblems({ menus = [], tray = [], routes = [] }: Contributes, names: readonly string[]): Problem[] {
  const lists = { menus, tray, routes };
  return Object.entries(lists).flatMap(([word, items]) =>
    items.flatMap(({ path }, at) => {
      const [, first, , third] = path.split("/");
      const piece = path.startsWith("/api/v1/") ? third : first;
      const place = `/contributes/${word}/${at}/path`;
      return names.includes(piece ?? "")
        ? []
        : [problemIn(file, place, "plugins.address_not_own", { path, names: names.join(", ") })];
    }),
  );
}

/** What only code can give needs code. */
function codeProblems({ main, contributes = {} }: Manifest): Problem[] {
  if (main !== undefined) return [];
  const {
    menus: _menus,
    tray: _tray,
    imports: _imports,
    metrics: _metrics,
    datasets: _datasets,
    ...byCode
  } = contributes;
  const words = Object.entries(byCode).filter(([, items]) => Object.values(items).length > 0);
  return words.map(([word]) => problemIn(file, `/contributes/${word}`, "plugins.no_code", { word }));
}
