// Here and in wire-records.ts alone stands `new`. Services are made when first asked for, from what others provide.
import { join } from "node:path";
import { readerOf } from "../db/reader.ts";
import { openSales } from "../deals/sales.ts";
import { Demo } from "../demo/demo.ts";
import { Events } from "../events/events.ts";
import { loadWords } from "../i18n/words.ts";
import { Jobs } from "../jobs/jobs.ts";
import { systemClock } from "../kernel/clock.ts";
import { openMail } from "../mail/open.ts";
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { Seal } from "../security/seal.ts";
import { anchorFolder } from "../security/audit/anchors.ts";
import { Sealer } from "../security/audit/sealer.ts";
import { Permissions } from "../security/rights.ts";
import { productRoot } from "../settings/schema.ts";
import { openPeople } from "../users/people.ts";
import { Assets } from "../web/assets.ts";
import { Pages } from "../web/pages.ts";
import { openTemplates, renderFrom } from "../web/render.ts";
import { backupsOf } from "./backups-of.ts";
import { openServices, type Provide, type Services } from "./container.ts";
import { type Given, inside } from "./inside.ts";
import { shellFor } from "./shell.ts";
import { wireOutgoing } from "./wire-outgoing.ts";
import { wirePlugins } from "./wire-plugins.ts";
import { wireRecords } from "./wire-records.ts";

export function wire(given: Given): Services {
  const box = openServices();
  const { provide } = box;
  provide(inside.settings, () => given.settings);
  provide(inside.log, () => given.log);
  provide(services.clock, () => given.clock ?? systemClock);
  provide(services.db, () => given.db);
  provide(services.reader, () => given.reader ?? readerOf(given.db));
  provide(services.events, () => new Events(given.db, { connection: given.connection, log: given.log }));
  provide(services.jobs, () => new Jobs(given.db, { connection: given.connection, log: given.log }));
  provide(inside.backups, () => backupsOf(given.settings, given.connection));
  provide(inside.seal, () => new Seal(given.settings.secret, given.settings.secretPrevious));
  wireOutgoing(provide, given);
  wireMail(provide, given);
  wireRecords(provide, given);
  wireDemo(provide);
  wireSecurity(provide, given);
  wireSales(provide);
  wireWeb(provide);
  wirePlugins(provide, given);
  return box;
}

function wireMail(provide: Provide, { settings, db }: Given): void {
  provide(services.mail, (get) => {
    const parts = { db, jobs: get(services.jobs), words: get(services.words), seal: get(inside.seal) };
    return openMail(parts, settings);
  });
}

function wireDemo(provide: Provide): void {
  provide(
    services.demo,
    (get) =>
      new Demo({
        db: get(services.db),
        records: get(services.records),
        through: get(services.through),
        operations: get(services.operations),
        undo: get(services.undo),
        people: get(services.people),
        pipelines: get(services.sales).pipelines,
      }),
  );
}

function wireSecurity(provide: Provide, { settings, db, door = db }: Given): void {
  provide(services.permissions, () => new Permissions());
  provide(inside.sealer, (get) => new Sealer({ db, log: get(inside.log), folder: anchorFolder(settings.dataDir) }));
  provide(services.actors, (get) => get(services.people).actors);
  provide(services.people, (get) => {
    const { publicUrl } = settings;
    return openPeople({
      db,
      door,
      records: get(services.records),
      kinds: get(services.kinds),
      permissions: get(services.permissions),
      publicUrl,
      mail: get(services.mail),
      seal: get(inside.seal),
    });
  });
}

function wireSales(provide: Provide): void {
  provide(services.sales, (get) => {
    const words = get(services.words);
    return openSales({
      db: get(services.db),
      reader: get(services.reader),
      records: get(services.records),
      through: get(services.through),
      say: (language, key) => words.t(language, key),
    });
  });
}

/** A plugin's template that fails counts against it; whoever develops sees where. */
const brokenFrom = (get: Get) => (plugin: string, error: unknown) => {
  get(inside.breaker).count({ plugin, part: "template" }, error);
  return get(inside.settings).production ? "" : String((error as Error).message);
};

function wireWeb(provide: Provide): void {
  provide(services.words, () => loadWords(productRoot));
  provide(
    inside.assets,
    () =>
      new Assets(["app", "vendor"].map((prefix) => ({ folder: join(productRoot, "core/web/assets", prefix), prefix }))),
  );
  provide(inside.templates, (get) => {
    const tools = { words: get(services.words), assets: get(inside.assets), clock: get(services.clock) };
    return openTemplates([{ folder: join(productRoot, "templates") }], { ...tools, broken: brokenFrom(get) });
  });
  provide(
    services.pages,
    (get) =>
      new Pages({
        render: renderFrom(get(inside.templates)),
        words: get(services.words),
        shell: shellFor({
          contributions: get(services.contributions),
          kinds: get(services.kinds),
          ribbon: get(inside.settings).ribbon,
        }),
      }),
  );
}
