// The whole application on a fresh database and a free port, and people to use it.
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, type App } from "../../core/app/build-app.ts";
import { inside } from "../../core/app/inside.ts";
import type { Database } from "../../core/db/database.ts";
import type { Actor, Scope } from "../../core/kernel/actor.ts";
import { newId } from "../../core/kernel/ids.ts";
import { openLog } from "../../core/kernel/log.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import type { Records } from "../../core/records/records.ts";
import { services } from "../../core/sdk/services.ts";
import { csrfOf } from "../../core/security/identify.ts";
import { readSettings } from "../../core/settings/read-settings.ts";
import { freshDatabase } from "./database.ts";

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  /** As they stand now; rights changed later need a new one. */
  readonly actor: Actor;
  /** Session cookie, as `name=value`. */
  readonly cookie: string;
  /** A page as their browser asks for it. */
  visit(path: string, init?: RequestInit): Promise<Response>;
  /** A form they send; values as fields, lists repeat. */
  send(path: string, form?: Record<string, string | readonly string[]>, init?: RequestInit): Promise<Response>;
  /** A call with their token, JSON in and out. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

export interface TestApp {
  readonly url: string;
  readonly db: Database;
  readonly get: Get;
  readonly records: Records;
  readonly app: App;
  /** Somebody with this role: admin, manager or sales. */
  person(role: string, more?: { name?: string; team?: string; language?: string }): Promise<TestPerson>;
  /** Another process on the same database, watching what is defined as each does; stopped with this one. */
  node(): Promise<{ readonly url: string; readonly get: Get }>;
  /** Gives a role another reach than it has from the start; for people made afterwards. */
  grant(role: string, right: string, scope: Scope): Promise<void>;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  readonly env?: Record<string, string>;
  /** Starts events and jobs too. */
  readonly background?: boolean;
}

export async function startTestApp({ env = {}, background = false }: TestAppOptions = {}): Promise<TestApp> {
  const { db, connection, drop } = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "trellis-test-"));
  const settings = readSettings({
    DATA_DIR: dataDir,
    TRELLIS_SECRET: "a secret for tests only, 32 signs",
    LOG_LEVEL: "fatal",
    ...env,
  });
  const build = () => buildApp({ settings, db, connection, log: openLog(settings.log.level) });
  const app = await build();
  if (background) await app.start();
  const { url, close } = await served(app);
  const others: (() => Promise<void>)[] = [];
  await db.query({
    text: `insert into settings (path, value) values ('company.currency', '"EUR"'), ('company.country', '"BG"'), ('company.name', '"Kolev & Sons"')`,
  });
  return {
    url,
    db,
    app,
    get: app.get,
    records: app.get(services.records),
    async node() {
      const other = await build();
      const at = await served(other);
      other.get(inside.watch).start();
      others.push(async () => {
        other.get(inside.watch).stop();
        await at.close();
      });
      return { url: at.url, get: other.get };
    },
    person: (role, more = {}) => person(app.get, url, { role, ...more }),
    async grant(role, right, scope) {
      await db.query({
        text: "insert into role_grants (role, permission, scope) values ($1, $2, $3)",
        values: [role, right, scope],
      });
      await db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
    },
    async stop() {
      for (const end of [...others, close]) await end();
      if (background) await app.stop();
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function served(app: App): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(app.callback()).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function person(
  get: Get,
  url: string,
  {
    role,
    name = `Some ${role}`,
    team,
    language = "en",
  }: { role: string; name?: string; team?: string; language?: string },
): Promise<TestPerson> {
  const [id, db, people] = [newId(), get(services.db), get(services.people)];
  const email = `${role}.${id.slice(-6)}@example.com`;
  const text = `insert into users (id, created_by, updated_by, name, email, state, team_id, language, time_zone, search)
    values ($1, 'test', 'test', $2, $3, 'active', $4, $5, 'Europe/Sofia', ' ' || lower($2))`;
  await db.query({ text, values: [id, name, email, team ?? null, language] });
  await db.query({ text: "insert into user_roles (user_id, role) values ($1, $2)", values: [id, role] });
  await db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  const actor = await people.actors.ofUser(id, "page");
  if (!actor) throw new Error(`No actor for ${role}`);
  const secret = await people.sessions.start(id, false, { address: "127.0.0.1", device: "test" });
  const { token } = await people.tokens.create(id, { name: "test", scopes: ["*"] });
  return { id, email, actor, cookie: `trellis_session=${secret}`, ...callsOf(url, secret, token) };
}

function callsOf(url: string, secret: string, token: string): Pick<TestPerson, "visit" | "send" | "api"> {
  const own = { cookie: `trellis_session=${secret}` };
  return {
    visit: (path, init = {}) =>
      fetch(url + path, { redirect: "manual", ...init, headers: { ...own, ...(init.headers as object) } }),
    send: (path, form = {}, init = {}) => {
      const body = new URLSearchParams(
        Object.entries(form).flatMap(([name, value]) =>
          [value].flat().map((one): [string, string] => [name, one as string]),
        ),
      );
      const headers = {
        ...own,
        "X-CSRF-Token": csrfOf(secret),
        "Sec-Fetch-Site": "same-origin",
        ...(init.headers as object),
      };
      return fetch(url + path, { method: "POST", redirect: "manual", body, ...init, headers });
    },
    api: (method, path, body, headers = {}) => {
      const json =
        body === undefined
          ? {}
          : { "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json" };
      const init = { method, headers: { Authorization: `Bearer ${token}`, ...json, ...headers } };
      return fetch(url + path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
    },
  };
}
