// The record engine from its parts: kinds and what defines them, reading and writing, files in and out.
import type { Queryable, Transaction } from "../db/database.ts";
import { poolSettings } from "../db/launch.ts";
import { openDatabase } from "../db/open.ts";
import type { Actor } from "../kernel/actor.ts";
import { Contributions } from "../plugins/contributions.ts";
import type { Get } from "../plugins/plugin.ts";
import { Configuration } from "../records/configuration/configuration.ts";
import { Named } from "../records/configuration/named.ts";
import { Access } from "../records/access/access.ts";
import { Contributed } from "../records/contributed/contributed.ts";
import { Definitions } from "../records/definitions/definitions.ts";
import { Budget } from "../records/export/budget.ts";
import { Exports } from "../records/export/exports.ts";
import { CustomFields } from "../records/fields/custom-fields.ts";
import { OptionChanges } from "../records/fields/life/option-changes.ts";
import { TypeChanges } from "../records/fields/life/type-change/type-changes.ts";
import { TypeWork } from "../records/fields/life/type-change/type-work.ts";
import { FieldIndexes } from "../records/fields/life/field-indexes.ts";
import { Files } from "../records/files/files.ts";
import { History } from "../records/history/history.ts";
import { Operations } from "../records/history/operations.ts";
import { Undo } from "../records/history/undo.ts";
import { Imports } from "../records/import/imports.ts";
import { Layouts } from "../records/layouts/layouts.ts";
import { Kinds } from "../records/kinds.ts";
import { namesTaken } from "../records/own-kinds/names.ts";
import { OwnKinds } from "../records/own-kinds/own-kinds.ts";
import { namesOf } from "../records/own-kinds/words.ts";
import { Alerts } from "../records/reading/alerts.ts";
import { Removals } from "../records/reading/removals.ts";
import { watchingLists } from "../records/reading/lists.ts";
import { Readings } from "../records/reading/readings.ts";
import { Cursors } from "../records/query/cursor.ts";
import { Rules } from "../records/rules/rules.ts";
import { RecordStore } from "../records/store/store.ts";
import { readingOf } from "../records/store/through.ts";
import { OwnWords } from "../records/words/own-words.ts";
import { services } from "../sdk/services.ts";
import type { Provide } from "./container.ts";
import { type Given, inside } from "./inside.ts";
import { takeBackPassed } from "../users/pass-on.ts";
import { Watch } from "./watch.ts";

const DAY = 86_400_000;

/** A pool for statements that take as long as they need: building an index of a large table. */
const patient = ({ settings, connection }: Given) =>
  openDatabase({
    ...poolSettings(settings, connection, "trellis fields"),
    poolMax: 3,
    statementTimeout: DAY,
  });

export function wireRecords(provide: Provide, given: Given): void {
  wireStore(provide, given);
  wireDefinitions(provide, given);
  wireFiles(provide, given);
  wireExports(provide);
  provide(services.contributions, (get) => new Contributions(registriesFrom(get)));
}

function wireStore(provide: Provide, { settings }: Given): void {
  provide(
    services.kinds,
    (get) =>
      new Kinds((own, overtaken) => {
        get(services.permissions).useOwnKinds(own, overtaken);
        get(services.words).name(namesOf(own));
      }),
  );
  provide(services.through, (get) => ({
    db: get(services.db),
    kinds: get(services.kinds),
    cursors: new Cursors(settings.secret),
    company: () => get(services.people).company.profile(),
    catchUp: () => get(services.definitions).refresh(),
    announce: () => get(services.events).written(),
    mayRemove: (actor, count, db) => get(inside.removals).allow(actor, count, db),
    removing: (actor, count, work) => get(inside.removals).inTurn(actor, count, work),
  }));
  provide(inside.removals, (get) => new Removals(get(services.db), get(inside.alerts)));
  provide(services.records, (get) => new RecordStore(get(services.through)));
  provide(services.history, (get) => new History(get(services.db), get(services.records), get(services.kinds)));
  provide(services.operations, (get) => new Operations(get(services.db)));
  provide(services.undo, (get) => new Undo(get(services.through), get(services.records), { handover: takeBackPassed }));
}

function wireDefinitions(provide: Provide, given: Given): void {
  provide(services.definitions, (get) => new Definitions(get(services.db), get(services.kinds), get(services.words)));
  provide(services.ownWords, (get) => new OwnWords(get(services.db), get(services.words), get(services.definitions)));
  provide(services.layouts, (get) => new Layouts(get(services.db), get(services.kinds), get(services.definitions)));
  provide(services.rules, (get) => new Rules(get(services.db), get(services.kinds), get(services.definitions)));
  provide(services.configuration, () => new Configuration(new Named()));
  provide(services.ownKinds, ownKindsFrom);
  provide(services.access, accessFrom);
  provide(inside.watch, (get) => new Watch(() => get(services.definitions).refresh(), get(inside.log)));
  wireFields(provide, given);
}

/** Fields that are defined while the system runs, and what becomes of them. */
function wireFields(provide: Provide, given: Given): void {
  provide(services.customFields, customFieldsFrom);
  provide(services.contributed, contributedFrom);
  provide(
    services.fieldIndexes,
    (get) => new FieldIndexes({ db: get(services.db), kinds: get(services.kinds), openPatient: () => patient(given) }),
  );
  provide(services.optionChanges, (get) => new OptionChanges(optionChangesFrom(get)));
  provide(services.typeChanges, (get) => new TypeChanges(typeChangesFrom(get)));
  provide(services.typeWork, (get) => {
    const openPatient = () => patient(given);
    return new TypeWork({ kinds: get(services.kinds), definitions: get(services.definitions), openPatient });
  });
}

const contributedFrom = (get: Get): Contributed =>
  new Contributed({
    kinds: get(services.kinds),
    customFields: get(services.customFields),
    rules: get(services.rules),
  });

const customFieldsFrom = (get: Get): CustomFields =>
  new CustomFields({
    db: get(services.db),
    kinds: get(services.kinds),
    definitions: get(services.definitions),
    mentions: () => get(services.contributions).mentions,
    // On the command line nobody has started the queue: then the nightly run takes it up.
    later: async (trx, job, payload) => {
      if (!get(services.jobs).isStarted) return;
      await get(services.jobs).enqueue(trx, `fields.${job}`, payload, { key: payload.id });
    },
  });

const accessFrom = (get: Get): Access =>
  new Access({
    db: get(services.db),
    kinds: get(services.kinds),
    definitions: get(services.definitions),
    jobs: get(services.jobs),
  });

const changesFrom = (get: Get, job: string) => ({
  db: get(services.db),
  kinds: get(services.kinds),
  definitions: get(services.definitions),
  enqueue: async (trx: Transaction | undefined, id: string) => {
    const jobs = get(services.jobs);
    if (jobs.isStarted) await jobs.enqueue(trx, `field-life.${job}`, { id }, { key: id });
  },
  isWorkedOn: async (on: Queryable, id: string) => {
    const jobs = get(services.jobs);
    return jobs.isStarted && (await jobs.isAlive(on, `field-life.${job}`, id));
  },
});

const optionChangesFrom = (get: Get) => ({
  ...changesFrom(get, "option"),
  operations: get(services.operations),
  undo: get(services.undo),
  through: get(services.through),
});

const typeChangesFrom = (get: Get) => ({
  ...changesFrom(get, "type"),
  readingOf: async (actor: Actor) => readingOf(actor, await get(services.through).company()),
});

function wireFiles(provide: Provide, { settings }: Given): void {
  provide(
    services.files,
    (get) =>
      new Files({
        db: get(services.db),
        kinds: get(services.kinds),
        records: get(services.records),
        folder: settings.dataDir,
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
        presets: () => get(services.contributions).importPresets,
        actorOf: (userId) => get(services.people).actors.ofUser(userId, "import"),
        enqueue: async (trx, job, payload) =>
          void (await get(services.jobs).enqueue(trx, `imports.${job}`, payload, { key: payload.id })),
      }),
  );
}

/** What leaves, and who is told when that, or what somebody opens, is unusual. */
function wireExports(provide: Provide): void {
  provide(inside.budget, (get) => new Budget(get(services.db)));
  provide(
    inside.alerts,
    (get) =>
      new Alerts(get(services.db), get(services.mail), () => ({
        sessions: get(services.people).sessions,
        records: get(services.records),
      })),
  );
  provide(inside.readings, (get) => new Readings(get(services.db), get(inside.alerts), get(inside.log)));
  provide(
    services.exports,
    (get) =>
      new Exports({
        budget: get(inside.budget),
        through: get(services.through),
        operations: get(services.operations),
        reader: get(services.reader),
        watch: watchingLists(get(inside.alerts)),
        say: (language, key, values) => get(services.words).t(language, key, values),
      }),
  );
}

function ownKindsFrom(get: Get): OwnKinds {
  const kinds = get(services.kinds);
  const others = () => kinds.all().filter((kind) => !kind.own);
  return new OwnKinds({
    db: get(services.db),
    definitions: get(services.definitions),
    isTaken: namesTaken({
      kinds,
      permissions: get(services.permissions),
      words: get(services.words),
      isTaken: (word) => get(services.contributions).isTaken(word),
    }),
    letters: () => new Set(others().flatMap(({ newKey }) => newKey ?? [])),
  });
}

const registriesFrom = (get: Get) => ({
  kinds: get(services.kinds),
  configuration: get(services.configuration),
  permissions: get(services.permissions),
  events: get(services.events),
  jobs: get(services.jobs),
  measures: get(inside.measures),
});
