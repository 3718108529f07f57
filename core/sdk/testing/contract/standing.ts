// Everything that a plugin could leave behind: in the process, in the house's lists, in the database.
import { setTimeout as rest } from "node:timers/promises";
import { inside } from "../../../app/inside.ts";
import type { PluginFiles } from "../../../plugins/manifest/manifest.ts";
import { services } from "../../services.ts";
import type { TestApp } from "../app.ts";

/** What the application offers now, as far as somebody could have added to it. */
export async function standing({ get, db }: TestApp, { manifest, kinds }: PluginFiles) {
  const [contributions, words, all] = [get(services.contributions), get(services.words), get(services.kinds).all()];
  const { menu, tray, tiles, myPages, apiParts, mentions, datasets } = contributions;
  const byKind = all.map(({ name, guests, along }) => ({
    name,
    panels: contributions.panels(name).map(({ id }) => id),
    hints: contributions.listHints(name).length,
    guests: guests.size,
    along: along.size,
  }));
  return {
    lists: [menu, tray, tiles, myPages, apiParts, mentions, datasets, contributions.timelines].map(
      ({ length }) => length,
    ),
    menu: menu.map(({ path }) => path),
    tiles: tiles.map(({ id }) => id),
    byKind,
    taken: [manifest.id, ...kinds.map(({ plural }) => plural)].map((piece) => contributions.isTaken(piece)),
    rights: [...get(services.permissions).all().keys()],
    words: words.keysUnder("").length,
    loaded: get(inside.live).loaded,
    schedules: await schedules(db),
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
  };
}

async function schedules(db: TestApp["db"]): Promise<readonly object[]> {
  const [there] = await db.query<{ there: boolean }>({
    text: "select to_regclass('jobs.schedule') is not null as there",
  });
  return there?.there ? await db.query({ text: "select name, cron from jobs.schedule order by name" }) : [];
}

/** So often the timers are counted, and so many milliseconds apart. */
const LOOKS = { times: 40, apart: 50 };

/** How many timers go on for good: those that come and go by themselves are not there each time one looks. */
export async function lastingTimers(): Promise<number> {
  const counts: number[] = [];
  for (let look = 0; look < LOOKS.times; look++) {
    counts.push(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length);
    await rest(LOOKS.apart);
  }
  return Math.min(...counts);
}

/** Columns, indexes, triggers and functions of the database, without those of the queue and the server. */
export async function schemaOf({ db }: TestApp): Promise<readonly string[]> {
  const own = "not in ('pg_catalog', 'information_schema', 'jobs')";
  const text = `
    select 'column' as what, table_schema || '.' || table_name || '.' || column_name || ' ' || data_type as name
      from information_schema.columns where table_schema ${own}
    union all select 'index', indexdef from pg_indexes where schemaname ${own}
    union all select 'trigger', trigger_name || ' ' || event_object_table from information_schema.triggers
      where trigger_schema ${own}
    union all select 'function', routine_schema || '.' || routine_name from information_schema.routines
      where routine_schema ${own}
    union all select 'schema', nspname from pg_namespace where nspname like 'plugin\\_%'
    order by 1, 2`;
  const rows = await db.query<{ what: string; name: string }>({ text });
  return rows.map(({ what, name }) => `${what} ${name}`);
}
