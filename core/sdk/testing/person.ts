// People for tests: with a browser's session, and a program's token.
import type { Actor } from "../../kernel/actor.ts";
import { newId } from "../../kernel/ids.ts";
import type { Get } from "../../plugins/plugin.ts";
import { csrfOf } from "../../security/identify.ts";
import { services } from "../services.ts";

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

/** Somebody with this role, signed in and with a token. */
export async function person(
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
