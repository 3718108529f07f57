// What a plugin's manifest promises, in the words of whoever sits at the terminal.
import type { Labels, Manifest, PluginFiles } from "../plugins/manifest/manifest.ts";
import type { Call } from "./call.ts";
import type { PluginReport } from "./plugin-report.ts";
import { table } from "./terminal.ts";

type Row = readonly [word: string, value: string];

/** A line for each thing there is to say; what it does not have is left out. */
export function aboutPlugin(call: Call, { id, folder, from, state, files }: PluginReport): string {
  const place: readonly Row[] = [
    ["state", call.t(`cli.plugin_state.${state}`)],
    ["origin", `${call.t(`cli.plugin_from.${from}`)}, ${folder}`],
  ];
  const rows = [
    ...(files ? identity(call, files.manifest) : [["plugin", id] as const]),
    ...place,
    ...(files ? additions(files) : []),
  ];
  const shown = rows.filter(([, value]) => value !== "").map(([word, value]) => [call.t(`cli.heading.${word}`), value]);
  const [first = [], ...others] = shown;
  return table(call.terminal, first, others);
}

const inLanguage = (call: Call, label: Labels): string =>
  (label as Readonly<Record<string, string>>)[call.language] ?? label.en;

function identity(call: Call, manifest: Manifest): readonly Row[] {
  const { id, version, name, description, engines, dependencies, optionalDependencies, conflicts } = manifest;
  return [
    ["plugin", `${id} ${version}: ${inLanguage(call, name)}`],
    ["about", inLanguage(call, description)],
    ["engine", engines.trellis],
    ["needs", ranges(dependencies)],
    ["uses", ranges(optionalDependencies)],
    ["excludes", ranges(conflicts)],
  ];
}

const ranges = (some: Readonly<Record<string, string>> = {}): string =>
  Object.entries(some)
    .map(([id, range]) => `${id} ${range}`)
    .join(", ");

/** What it adds, and what it asks for. */
function additions({ manifest, kinds, fields, rules, migrations }: PluginFiles): readonly Row[] {
  const { permissions = [], contributes = {}, requests = {} } = manifest;
  const {
    menus = [],
    tray = [],
    routes = [],
    panels = [],
    tiles = [],
    timelines = [],
    jobs = [],
    events,
  } = contributes;
  const list = <T>(items: readonly T[], name: (item: T) => string): string => items.map(name).join(", ");
  return [
    ["kinds", list(kinds, ({ plural }) => plural)],
    ["fields", list(fields, ({ kind, key }) => `${kind}.${key}`)],
    ["rules", list(rules, ({ kind, name }) => `${kind}: ${name}`)],
    ["rights", list(permissions, ({ id }) => id)],
    ["menu", list(menus, ({ path, permission }) => `${path} (${permission})`)],
    ["tray", list(tray, ({ path, permission }) => `${path} (${permission})`)],
    ["addresses", list(routes, ({ path, permission }) => `${path} (${permission})`)],
    ["panels", list(panels, ({ id, kind }) => `${id} (${kind})`)],
    ["tiles", list(tiles, ({ id }) => id)],
    ["timelines", list(timelines, ({ id }) => id)],
    ["jobs", list(jobs, ({ name, schedule }) => (schedule ? `${name} (${schedule})` : name))],
    ["events", list(events?.consumes ?? [], ({ topic }) => topic)],
    ["migrations", list(migrations, ({ id, phase }) => `${id} (${phase})`)],
    ["asks_records", list(Object.entries(requests.kinds ?? {}), ([kind, actions]) => `${kind}: ${actions.join(" ")}`)],
    ["asks_hosts", list(requests.hosts ?? [], (host) => host)],
    ["asks_sql", requests.sql ? "SQL" : ""],
  ];
}
