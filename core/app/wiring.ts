// The one place that says `new`. Services are made when first asked for, from what others provide.
import { join } from "node:path";
import type { Database } from "../db/database.ts";
import type { DatabaseSettings } from "../db/open.ts";
import { openSales } from "../deals/sales.ts";
import { Demo } from "../demo/demo.ts";
import { Events } from "../events/events.ts";
import { loadWords } from "../i18n/words.ts";
import { Jobs } from "../jobs/jobs.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { token } from "../kernel/token.ts";
import type { Get } from "../plugins/plugin.ts";
import { Contributions } from "../plugins/contributions.ts";
import { CustomFields } from "../records/fields/custom-fields.ts";
import { History } from "../records/history/history.ts";
import { Operations } from "../records/history/operations.ts";
import { Undo } from "../records/history/undo.ts";
import { Exports } from "../records/export/exports.ts";
import { Imports } from "../records/import/imports.ts";
import { Kinds } from "../records/kinds.ts";
import { Cursors } from "../records/query/cursor.ts";
import { RecordStore } from "../records/store/store.ts";
import { services } from "../sdk/services.ts";
import { Permissions } from "../security/rights.ts";
import { productRoot } from "../settings/schema.ts";
import type { Settings } from "../settings/settings.ts";
import { openPeople } from "../users/people.ts";
import { Assets } from "../web/assets.ts";
import { Pages } from "../web/pages.ts";
import { openRender } from "../web/render.ts";
import { openServices, type Services } from "./container.ts";
import { Watch } from "./watch.ts";
import { shellFor } from "./shell.ts";

export interface Given {
  readonly settings: Settings;
  readonly db: Database;
  readonly connection: DatabaseSettings["connection"];
  readonly log: Log;
  readonly clock?: Clock;
}

/** Services that only the application itself needs. */
export const inside = {
  settings: token<Settings>("app.settings"),
  log: token<Log>("app.log"),
  assets: token<Assets>("app.assets"),
  definitions: token<Watch>("app.definitions"),
};

export function wire(given: Given): Services {
  const box = openServices();
  const { provide } = box;
  provide(inside.settings, () => given.settings);
  provide(inside.log, () => given.log);
  provide(services.db, () => given.db);
  provide(services.events, () => new Events(given.db, { connection: given.connection, log: given.log }));
  provide(services.jobs, () => new Jobs(given.db, { connection: given.connection, log: given.log }));
  wireRecords(provide, given);
  wireDemo(provide);
  wireSecurity(provide, given);
  wireSales(provide);
  wireWeb(provide, given);
  return box;
}

type Provide = Services["provide"];

function wireRecords(provide: Provide, { settings }: Given): void {
  provide(services.kinds, () => new Kinds());
  provide(services.through, (get) => ({
    db: get(services.db),
    kinds: get(services.kinds),
    cursors: new Cursors(settings.secret),
    company: () => get(services.people).company.profile(),
    announce: () => get(services.events).written(),
  }));
  provide(services.records, (get) => new RecordStore(get(services.through)));
  provide(services.history, (get) => new History(get(services.db), get(services.records)));
  provide(services.operations, (get) => new Operations(get(services.db)));
  provide(services.undo, (get) => new Undo(get(services.through), get(services.records)));
  provide(services.customFields, (get) => new CustomFields(get(services.db), get(services.kinds)));
  provide(inside.definitions, (get) => new Watch(() => get(services.customFields).refresh(), get(inside.log)));
  provide(
    services.exports,
    (get) =>
      new Exports({
        through: get(services.through),
        operations: get(services.operations),
        say: (language, key) => get(services.words).t(language, key),
      }),
  );
  provide(
    services.imports,
    (get) =>
      new Imports({
        through: get(services.through),
        operations: get(services.operations),
        undo: get(services.undo),
        fields: get(services.customFields),
        say: (language, key, values) => get(services.words).t(language, key, values),
        actorOf: (userId) => get(services.people).actors.ofUser(userId, "import"),
        enqueue: async (trx, job, payload) =>
          void (await get(services.jobs).enqueue(trx, `imports.${job}`, payload, { key: payload.id })),
      }),
  );
  provide(services.contributions, (get) => new Contributions(registriesFrom(get)));
}

const registriesFrom = (get: Get) => ({
  kinds: get(services.kinds),
  permissions: get(services.permissions),
  events: get(services.events),
  jobs: get(services.jobs),
});

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

function wireSecurity(provide: Provide, { settings }: Given): void {
  provide(services.permissions, () => new Permissions());
  provide(services.people, (get) => {
    const { publicUrl } = settings;
    return openPeople({
      db: get(services.db),
      records: get(services.records),
      permissions: get(services.permissions),
      publicUrl,
    });
  });
}

function wireSales(provide: Provide): void {
  provide(services.sales, (get) => {
    const words = get(services.words);
    return openSales({
      db: get(services.db),
      records: get(services.records),
      through: get(services.through),
      say: (language, key) => words.t(language, key),
    });
  });
}

function wireWeb(provide: Provide, { clock = systemClock }: Given): void {
  provide(services.words, () => loadWords(productRoot));
  provide(
    inside.assets,
    () =>
      new Assets(["app", "vendor"].map((prefix) => ({ folder: join(productRoot, "core/web/assets", prefix), prefix }))),
  );
  provide(services.pages, (get) => {
    const tools = { words: get(services.words), assets: get(inside.assets), clock };
    const render = openRender([{ folder: join(productRoot, "templates") }], tools);
    return new Pages({
      render,
      words: get(services.words),
      shell: shellFor(get(services.contributions), get(services.kinds)),
    });
  });
}
