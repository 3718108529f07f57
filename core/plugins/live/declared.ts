// Holds the code of a plugin to its manifest: it adds what is listed there, all of it, and nothing else.
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Contributes, Manifest } from "../manifest/manifest.ts";
import type { Host } from "../plugin.ts";
import type { Addition, Way } from "./additions.ts";

/** Throws Invalid with every addition that the manifest does not list, and every listed one that the code did not add. */
export function refuseUndeclared({ id, contributes = {} }: Manifest, additions: readonly Addition[]): void {
  const listed = new Set(namesIn(contributes));
  const added = additions.flatMap((addition) => namesOf(addition, contributes));
  const more = added.filter((name) => !listed.has(name)).map((name) => problem("not_declared", id, name));
  const less = [...listed].filter((name) => !added.includes(name)).map((name) => problem("declared_only", id, name));
  if (more.length + less.length > 0) throw new Invalid([...more, ...less], "plugins.not_as_declared");
}

function namesIn(contributes: Contributes): string[] {
  const { routes = [], panels = [], tiles = [], timelines = [], jobs = [], events = {}, hooks = [] } = contributes;
  const { actions = [], columns = [], commands = [], search = [], setup = [], health = [] } = contributes;
  return [
    ...actions.map(({ id, kind }) => `action ${id} of ${kind}`),
    ...columns.map(({ id, kind }) => `column ${id} of ${kind}`),
    ...commands.map(({ id }) => `command ${id}`),
    ...search.map(({ id }) => `search ${id}`),
    ...setup.map(({ id }) => `setup ${id}`),
    ...health.map(({ id }) => `health ${id}`),
    ...routes.map(({ path }) => `route ${path}`),
    ...panels.map(({ id, kind, replaces }) => instead(`panel ${id} of ${kind}`, replaces)),
    ...tiles.map(({ id, replaces }) => instead(`tile ${id}`, replaces)),
    ...timelines.map(({ id }) => `timeline ${id}`),
    ...jobs.map(({ name, schedule = "" }) => `job ${name} ${schedule}`.trim()),
    ...hooks.map(({ kind, action }) => (action === "along" ? `along ${kind}` : `before ${action} of ${kind}`)),
    ...(events.consumes ?? []).map(({ topic, consumer }) => `on ${topic} ${consumer}`),
  ];
}

const instead = (name: string, replaces: string | undefined): string =>
  replaces === undefined ? name : `${name} instead of ${replaces}`;

type Names = { readonly [W in Way]?: (contributes: Contributes, ...args: Parameters<Host[W]>) => readonly string[] };

/** What an addition is called in the manifest. A router counts once for every listed path that it answers below. */
const names: Names = {
  routes: ({ routes = [] }, router) =>
    router.stack.map(({ path }) => {
      const place = routes.find((route) => isBelow(String(path), route.path));
      return `route ${place?.path ?? String(path)}`;
    }),
  panel: (_listed, { id, kind, replaces }) => [instead(`panel ${id} of ${kind}`, replaces)],
  tile: (_listed, { id, replaces }) => [instead(`tile ${id}`, replaces)],
  timeline: (_listed, { id }) => [`timeline ${id}`],
  action: (_listed, { id, kind }) => [`action ${id} of ${kind}`],
  column: (_listed, { id, kind }) => [`column ${id} of ${kind}`],
  command: (_listed, { id }) => [`command ${id}`],
  searchGroup: (_listed, { id }) => [`search ${id}`],
  setupStep: (_listed, { id }) => [`setup ${id}`],
  health: (_listed, { id }) => [`health ${id}`],
  job: (_listed, name, _work, { schedule = "" } = {}) => [`job ${name} ${schedule}`.trim()],
  before: (_listed, kind, action) => [`before ${action} of ${kind}`],
  along: (_listed, kind) => [`along ${kind}`],
  on: (_listed, topic, consumer) => [`on ${topic} ${consumer}`],
};

function namesOf({ way, args }: Addition, contributes: Contributes): readonly string[] {
  const name = names[way] as ((listed: Contributes, ...given: readonly unknown[]) => readonly string[]) | undefined;
  return name?.(contributes, ...args) ?? [];
}

export const isBelow = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);

const problem = (code: string, plugin: string, name: string): Problem => ({
  pointer: "/contributes",
  code,
  message: `problem.plugins.${code}`,
  values: { plugin, name },
});
