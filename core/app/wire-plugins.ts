// The plugin host from its parts: what can be found, what is wanted, what this process has loaded.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Listener } from "../db/listener.ts";
import { readPluginCatalogue } from "../i18n/catalogue.ts";
import { newId } from "../kernel/ids.ts";
import type { Token } from "../kernel/token.ts";
import { apiVersion } from "../plugins/api-version.ts";
import { Installation } from "../plugins/archive/installation.ts";
import { onlyUnchanged } from "../plugins/archive/unchanged.ts";
import { type Found, findPlugins, versionsOf } from "../plugins/found/find.ts";
import { fitOf } from "../plugins/found/fit.ts";
import { isForOtherEngine, withoutEngine } from "../plugins/life/engine.ts";
import type { HostFacts } from "../plugins/found/host-facts.ts";
import { orderOf } from "../plugins/found/order.ts";
import { LastGood } from "../plugins/develop/last-good.ts";
import { Workshop } from "../plugins/develop/workshop.ts";
import { actionsOf } from "../plugins/life/actions.ts";
import { Journal } from "../plugins/life/journal.ts";
import { type Audience, DECIDED } from "../plugins/life/row.ts";
import { Nodes } from "../plugins/life/nodes.ts";
import { Plugins } from "../plugins/life/plugins.ts";
import { readRows } from "../plugins/life/row.ts";
import { Upkeep } from "../plugins/life/upkeep.ts";
import { isEnabledFor } from "../plugins/life/audience.ts";
import type { AudienceOf } from "../records/audience.ts";
import { isBusy } from "../plugins/live/busy.ts";
import { Breaker } from "../plugins/live/breaker.ts";
import { filesAskedFor, historyAskedFor, jobsFor, mailAskedFor, recordsAskedFor } from "../plugins/live/asked-for.ts";
import type { Door, Guest } from "../plugins/live/door.ts";
import { httpAskedFor } from "../plugins/live/hosts-asked-for.ts";
import { Members } from "../plugins/live/members.ts";
import { Live } from "../plugins/live/live.ts";
import type { Shelves } from "../plugins/live/publish.ts";
import { type OwnEventNeeds, ownEvents } from "../plugins/emitted/own-events.ts";
import { ownSettings } from "../plugins/settings/own-settings.ts";
import { ownAdoption } from "../plugins/adoption/own-adoption.ts";
import { Measures } from "../plugins/metrics/measures.ts";
import { ownMetrics } from "../plugins/metrics/own-metrics.ts";
import { Wellbeing } from "../plugins/wellbeing/well.ts";
import { PluginSettings } from "../plugins/settings/plugin-settings.ts";
import { readingOf } from "../records/store/through.ts";
import type { Actor } from "../kernel/actor.ts";
import { PluginWatch } from "../plugins/live/watch.ts";
import type { PluginFiles } from "../plugins/manifest/manifest.ts";
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import type { Provide } from "./container.ts";
import { type Given, inside } from "./inside.ts";
import { salesAskedFor } from "./sales-asked-for.ts";

/** What every plugin may use of the core; the rest is the core's own business. */
const open = [services.clock, services.kinds, services.pages, services.words];

export function wirePlugins(provide: Provide, { settings, db, connection, log }: Given): void {
  const node = newId();
  const find = async () => await onlyUnchanged(db, await findPlugins(settings));
  const good = new LastGood();
  const usable = async () =>
    settings.development ? good.of(await find(), await readRows(db)) : (await find()).flatMap(versionsOf);
  const journal = new Journal(db, node);
  provide(inside.installation, () => new Installation({ journal, pluginsDir: settings.pluginsDir, find }));
  provide(inside.measures, () => new Measures());
  provide(inside.nodes, () => new Nodes(db, node));
  provide(inside.breaker, (get) => new Breaker({ log, trip: tripFrom(get), isBusy: () => isBusy(db) }));
  provide(inside.live, (get) => {
    const parts = { door: doorFrom(get), shelves: shelvesFrom(get), breaker: get(inside.breaker) };
    return new Live({ ...parts, db, log, find: usable, safe: settings.safeMode });
  });
  provide(services.plugins, (get) => {
    const steps = get(inside.steps);
    return new Plugins({ db, journal, find, reasons: reasonsFrom(get, find, journal), steps });
  });
  provide(inside.steps, (get) => {
    const definitions = { definitions: get(services.definitions), contributed: get(services.contributed) };
    const reasons = reasonsFrom(get, find, journal);
    return actionsOf({ db, live: get(inside.live), door: doorFrom(get), reasons, ...definitions });
  });
  provide(inside.upkeep, (get) => {
    const [nodes, plugins] = [get(inside.nodes), get(services.plugins)];
    return new Upkeep({ db, journal, nodes, plugins, find, log });
  });
  provide(inside.pluginWatch, (get) => {
    const [live, nodes, upkeep] = [get(inside.live), get(inside.nodes), get(inside.upkeep)];
    const listen = (heard: () => void) => new Listener(connection, log, (about) => about === DECIDED && heard());
    return new PluginWatch({ live, nodes, upkeep, log, listen });
  });
  provide(inside.pluginSettings, settingsFrom);
  provide(inside.wellbeing, (get) => new Wellbeing(() => get(services.contributions).healthChecks));
  provide(
    inside.workshop,
    (get) => new Workshop({ db, find, good, live: get(inside.live), plugins: get(services.plugins) }),
  );
}

const doorFrom = (get: Get): Door => ({
  get,
  open: new Set<Token<unknown>>(open),
  sql: new Map<Token<unknown>, (guest: Guest) => unknown>([
    [services.db, ({ lender }) => lender.lendDatabase(get(services.db))],
    [services.reader, ({ lender }) => lender.lendReader(get(services.reader))],
    [services.actors, () => get(services.actors)],
  ]),
  held: new Map<Token<unknown>, (guest: Guest) => unknown>([
    [services.records, (guest) => recordsAskedFor(get(services.records), { ...guest, kinds: get(services.kinds) })],
    [services.history, (guest) => historyAskedFor(get(services.history), { ...guest, kinds: get(services.kinds) })],
    [services.files, (guest) => filesAskedFor(get(services.files), { ...guest, kinds: get(services.kinds) })],
    [services.sales, (guest) => salesAskedFor(get(services.sales), { ...guest, kinds: get(services.kinds) })],
    [services.jobs, () => jobsFor(get(services.jobs))],
    [
      services.http,
      (guest) => httpAskedFor(get(services.outbound), { ...guest, isOn: () => isOnIn(get, guest.plugin) }),
    ],
    [services.ownEvents, ({ plugin, emits }) => ownEvents(plugin, emits, newsFrom(get))],
    [services.mail, (guest) => mailAskedFor(guest, get(services.mail))],
    [services.adoption, ({ plugin, adoption }) => ownAdoption(plugin, adoption, get(services.db))],
    [services.metrics, ({ plugin, metrics }) => ownMetrics(plugin, metrics, get(inside.measures))],
    [
      services.settings,
      ({ plugin: id, settings }) => ownSettings({ id, settings }, get(services.db), get(inside.seal)),
    ],
  ]),
});

const newsFrom = (get: Get): OwnEventNeeds => ({
  db: get(services.db),
  announce: () => get(services.events).written(),
});

const settingsFrom = (get: Get): PluginSettings => {
  const [db, records, plugins] = [get(services.db), get(services.records), get(services.plugins)];
  const readingFor = async (actor: Actor) => readingOf(actor, await get(services.through).company());
  return new PluginSettings({ db, records, plugins, seal: get(inside.seal), readingOf: readingFor });
};

/** What a plugin has to get along with here and now. */
const factsFrom = (get: Get): HostFacts => ({
  api: apiVersion,
  kinds: get(services.kinds),
  rights: get(services.permissions).all(),
  words: get(services.words),
  letters: new Set(get(services.contributions).menu.flatMap(({ key }) => key ?? [])),
  isTaken: (name) => get(services.contributions).isTaken(name),
  isCompanys: (name) => get(services.kinds).isCompanys(name),
  isOn: (id) => isOnIn(get, id),
});

const isOnIn = (get: Get, id: string): boolean =>
  get(inside.live).loaded.some((one) => one.id === id && one.state === "on");

/** Why a plugin cannot be on beside those that are. */
const reasonsFrom =
  (get: Get, find: () => Promise<readonly Found[]>, journal: Journal) => async (files: PluginFiles) => {
    const facts = factsFrom(get);
    const { id } = files.manifest;
    const others = (await find()).flatMap((one) =>
      one.files && one.id !== id && facts.isOn(one.id) ? [one.files] : [],
    );
    const misfits = fitOf(files, facts);
    const isWanted = isForOtherEngine(misfits) && (await journal.isWantedDespite(files.manifest, facts.api));
    return [...(isWanted ? withoutEngine(misfits) : misfits), ...(orderOf([...others, files]).problems.get(id) ?? [])];
  };

/** Who has a plugin that not everybody has. A record is theirs when its owner is on one of the teams, or one of the people. */
async function audienceOf(get: Get, audience: Audience): Promise<AudienceOf | undefined> {
  if (audience.everyone) return undefined;
  const members = new Members(get(services.db), get(inside.log), audience.teams ?? []);
  await members.read();
  return {
    has: (actor) => isEnabledFor(audience, actor),
    reaches: (person) => members.has(person) || audience.people?.includes(person) === true,
  };
}

/** Where a plugin's pieces go. */
function shelvesFrom(get: Get): Shelves {
  const below = (name: string, { folder, manifest }: PluginFiles) => ({
    folder: join(folder, name),
    prefix: manifest.id,
  });
  return {
    contributions: get(services.contributions),
    wake: async (plugin, audience) => get(services.kinds).wake(plugin, await audienceOf(get, audience)),
    hasTemplate: (name) => get(inside.templates).has(name),
    limit: (rights, has) => get(services.permissions).limit(rights, has),
    put: [
      ({ folder }) => get(services.words).add(readPluginCatalogue(folder)),
      (files) =>
        get(inside.templates).add({ ...below("templates", files), unfinished: get(inside.settings).development }),
      (files) => {
        const assets = below("assets", files);
        return existsSync(assets.folder) ? get(inside.assets).add(assets) : () => undefined;
      },
    ],
  };
}

/** A plugin that fails too often goes for everybody; the process that noticed does not wait for it. */
const tripFrom = (get: Get) => (plugin: string, reason: string) => {
  // Whoever develops it makes mistakes all the time, and is told each.
  if (get(inside.settings).development) return;
  get(services.plugins)
    .quarantine(plugin, reason)
    .then(() => get(inside.live).follow())
    .catch((error: unknown) => get(inside.log).error({ plugin, err: error }, "plugin: could not be taken out"));
};
