// The plugin host from its parts: what can be found, what is wanted, what this process has loaded.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readPluginCatalogue } from "../i18n/catalogue.ts";
import { newId } from "../kernel/ids.ts";
import type { Token } from "../kernel/token.ts";
import { apiVersion } from "../plugins/api-version.ts";
import { type Found, findPlugins } from "../plugins/found/find.ts";
import { fitOf } from "../plugins/found/fit.ts";
import type { HostFacts } from "../plugins/found/host-facts.ts";
import { orderOf } from "../plugins/found/order.ts";
import { actionsOf } from "../plugins/life/actions.ts";
import { Journal } from "../plugins/life/journal.ts";
import { Nodes } from "../plugins/life/nodes.ts";
import { Plugins } from "../plugins/life/plugins.ts";
import { Breaker } from "../plugins/live/breaker.ts";
import type { Door } from "../plugins/live/door.ts";
import { Live } from "../plugins/live/live.ts";
import type { Shelves } from "../plugins/live/publish.ts";
import { PluginWatch } from "../plugins/live/watch.ts";
import type { PluginFiles } from "../plugins/manifest/manifest.ts";
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import type { Provide } from "./container.ts";
import { type Given, inside } from "./inside.ts";

/** What every plugin may use of the core; the rest is the core's own business. */
const open = [
  services.records,
  services.kinds,
  services.pages,
  services.words,
  services.jobs,
  services.sales,
  services.history,
  services.files,
];

/** For those whose manifest asks for statements of their own. */
const sql = [services.db, services.reader];

export function wirePlugins(provide: Provide, { settings, db, log }: Given): void {
  const node = newId();
  const find = () => findPlugins(settings);
  const usable = async () =>
    (await find()).flatMap(({ files, problems }) => (files && problems.length === 0 ? [files] : []));
  provide(inside.nodes, () => new Nodes(db, node));
  provide(inside.breaker, (get) => new Breaker({ log, trip: tripFrom(get) }));
  provide(inside.live, (get) => {
    const parts = { door: doorFrom(get), shelves: shelvesFrom(get), breaker: get(inside.breaker) };
    return new Live({ ...parts, db, log, find: usable, safe: settings.safeMode });
  });
  provide(services.plugins, (get) => {
    const reasons = reasonsFrom(get, find);
    const definitions = { definitions: get(services.definitions), contributed: get(services.contributed) };
    const steps = actionsOf({ db, live: get(inside.live), door: doorFrom(get), reasons, ...definitions });
    return new Plugins({ db, journal: new Journal(db, node), find, reasons, steps });
  });
  provide(
    inside.pluginWatch,
    (get) => new PluginWatch({ live: get(inside.live), nodes: get(inside.nodes), plugins: get(services.plugins), log }),
  );
}

const doorFrom = (get: Get): Door => ({ get, open: new Set<Token<unknown>>(open), sql: new Set<Token<unknown>>(sql) });

/** What a plugin has to get along with here and now. */
const factsFrom = (get: Get): HostFacts => ({
  api: apiVersion,
  kinds: get(services.kinds),
  rights: get(services.permissions).all(),
  words: get(services.words),
  letters: new Set(get(services.contributions).menu.flatMap(({ key }) => key ?? [])),
  isTaken: (name) => get(services.contributions).isTaken(name),
  isOn: (id) => get(inside.live).loaded.some((one) => one.id === id && one.state === "on"),
});

/** Why a plugin cannot be on beside those that are. */
const reasonsFrom = (get: Get, find: () => Promise<readonly Found[]>) => async (files: PluginFiles) => {
  const facts = factsFrom(get);
  const { id } = files.manifest;
  const others = (await find()).flatMap((one) => (one.files && one.id !== id && facts.isOn(one.id) ? [one.files] : []));
  return [...fitOf(files, facts), ...(orderOf([...others, files]).problems.get(id) ?? [])];
};

/** Where a plugin's pieces go. */
function shelvesFrom(get: Get): Shelves {
  const below = (name: string, { folder, manifest }: PluginFiles) => ({
    folder: join(folder, name),
    prefix: manifest.id,
  });
  return {
    contributions: get(services.contributions),
    wake: (plugin) => get(services.kinds).wake(plugin),
    limit: (rights, has) => get(services.permissions).limit(rights, has),
    put: [
      ({ folder }) => get(services.words).add(readPluginCatalogue(folder)),
      (files) => get(inside.templates).add(below("templates", files)),
      (files) => {
        const assets = below("assets", files);
        return existsSync(assets.folder) ? get(inside.assets).add(assets) : () => undefined;
      },
    ],
  };
}

/** A plugin that fails too often goes for everybody; the process that noticed does not wait for it. */
const tripFrom = (get: Get) => (plugin: string, reason: string) => {
  get(services.plugins)
    .quarantine(plugin, reason)
    .then(() => get(inside.live).follow())
    .catch((error: unknown) => get(inside.log).error({ plugin, err: error }, "plugin: could not be taken out"));
};
