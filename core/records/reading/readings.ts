// Which records people open. Noted here without a question to the database, written together once a second, and then compared with
// what is usual for whoever it was. A page is shown also when this cannot be written.
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import type { Log } from "../../kernel/log.ts";
import type { Alerts } from "./alerts.ts";
import { honeyAmong, MARK_HONEY } from "./honey.ts";
import { look } from "./look.ts";

interface Opened {
  readonly actor: Actor;
  readonly kind: string;
  readonly id: string;
  readonly place: number | null;
  /** As `performance.now()` counts. */
  readonly at: number;
}

/** A page of a list that a program took. */
interface Listed {
  readonly actor: Actor;
  readonly kind: string;
  /** Its records as JSON: read only where one of them may be marked. */
  readonly data: string;
}

const EVERY = 1_000;
/** More are not held while the database does not take them. */
const MOST = 10_000;

const insert = `insert into readings (at, user_id, kind, record_id, place)
  select now() - o.age * interval '1 millisecond', o.user_id, o.kind, o.record_id, o.place
  from jsonb_to_recordset($1::jsonb) as o(age float8, user_id uuid, kind text, record_id uuid, place integer)
  where exists (select from users u where u.id = o.user_id)`;

export class Readings {
  readonly #db: Database;
  readonly #alerts: Alerts;
  readonly #log: Log;
  readonly #opened: Opened[] = [];
  readonly #listed: Listed[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, alerts: Alerts, log: Log) {
    this.#db = db;
    this.#alerts = alerts;
    this.#log = log;
  }

  /** Somebody was shown a record; `place` is where it stood in the list it was opened from. */
  opened(actor: Actor, kind: string, id: string, place: number | null = null): void {
    if (actor.kind === "system" || this.#opened.length >= MOST) return;
    this.#opened.push({ actor, kind, id, place, at: performance.now() });
    this.#soon();
  }

  /** A program took a page of a list. */
  listed(actor: Actor, kind: string, data: string): void {
    if (actor.kind === "system" || may(actor, MARK_HONEY) || this.#listed.length >= MOST) return;
    this.#listed.push({ actor, kind, data });
    this.#soon();
  }

  /** Writes what waits, and looks at everybody who opened something. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [opened, listed] = [this.#opened.splice(0), this.#listed.splice(0)];
    this.#writing = this.#writing.then(async () => await this.#take(opened, listed));
    await this.#writing;
  }

  /** Forgets what is no longer needed to tell what is usual; run by a job. */
  async tidy(): Promise<void> {
    await this.#db.query({ text: "delete from readings where at < now() - interval '60 days'" });
    await this.#db.query({ text: "delete from alerts where seen_at < now() - interval '1 year'" });
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.flush(), EVERY).unref();
  }

  async #take(opened: readonly Opened[], listed: readonly Listed[]): Promise<void> {
    try {
      if (opened.length > 0) await this.#write(opened);
      await this.#honey(opened, listed);
      const people = new Map(opened.map(({ actor }) => [actor.id, actor]));
      for (const actor of people.values()) await look(this.#db, this.#alerts, actor);
    } catch (error) {
      this.#log.warn({ err: error }, "readings: could not write or compare");
    }
  }

  async #write(opened: readonly Opened[]): Promise<void> {
    const now = performance.now();
    const rows = opened.map(({ actor, kind, id, place, at }) => ({
      age: now - at,
      user_id: actor.id,
      kind,
      record_id: id,
      place,
    }));
    await this.#db.query({ name: "readings-add", text: insert, values: [JSON.stringify(rows)] });
  }

  async #honey(opened: readonly Opened[], listed: readonly Listed[]): Promise<void> {
    const strangers = opened.filter(({ actor }) => !may(actor, MARK_HONEY));
    const kinds = new Set([...strangers, ...listed].map(({ kind }) => kind));
    for (const kind of await this.#withHoney([...kinds])) {
      const seen = strangers
        .filter((one) => one.kind === kind)
        .map(({ actor, id }) => ({ actor, way: "opened", ids: [id] }));
      const taken = listed
        .filter((one) => one.kind === kind)
        .map(({ actor, data }) => ({ actor, way: "listed", ids: idsIn(data) }));
      for (const { actor, way, ids } of [...seen, ...taken])
        for (const id of await honeyAmong(this.#db, kind, ids))
          await this.#alerts.raise({ rule: "honey", userId: actor.id, subject: id, detail: { way, kind, id } });
    }
  }

  async #withHoney(kinds: readonly string[]): Promise<string[]> {
    if (kinds.length === 0) return [];
    const text = "select distinct kind from honey_records where kind = any($1)";
    return (await this.#db.query<{ kind: string }>({ text, values: [kinds] })).map(({ kind }) => kind);
  }
}

const idsIn = (data: string): string[] => (JSON.parse(data) as readonly { readonly id: string }[]).map(({ id }) => id);
