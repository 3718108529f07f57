// What access costs beside a million contacts: the reach of a team in a list, looking up a session, sealing the audit trail.
//   node tests/bench/access.ts [--contacts 1000000] [--work FOLDER] [--rounds 5] [--seconds 3] [--port 8070]
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildApp } from "../../core/app/build-app.ts";
import { inside } from "../../core/app/inside.ts";
import type { Database } from "../../core/db/database.ts";
import { systemActor } from "../../core/kernel/actor.ts";
import { openLog } from "../../core/kernel/log.ts";
import type { Get } from "../../core/plugins/plugin.ts";
import { services } from "../../core/sdk/services.ts";
import { readSettings } from "../../core/settings/read-settings.ts";
import { openCluster } from "./cluster.ts";
import { fillOwn } from "./fields-data.ts";
import { uuidOf } from "./ids.ts";
import { environmentOf, prepareOwn } from "./prepare.ts";
import { rateOf } from "./rate.ts";
import { answered, print, start, stop } from "./server.ts";

const { values } = parseArgs({
  options: {
    contacts: { type: "string", default: "1000000" },
    work: { type: "string", default: join(tmpdir(), "trellis-bench") },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    port: { type: "string", default: "8070" },
  },
});
const [contacts, port] = [Number(values.contacts), Number(values.port)];
const work = resolve(values.work);
const name = `access_${contacts}`;
const [CHANGES, LOOKS] = [3_000, 5_000];

/** Fifty colleagues own the contacts at random; some are teams of ten and of two. */
const teams = { ten: { from: 10, to: 19 }, two: { from: 20, to: 21 } };
const [everybody, ofTen, ofTwo] = [uuidOf("user", 2), uuidOf("user", teams.ten.from), uuidOf("user", teams.two.from)];
const owner_id = "('00000000-0000-7000-8100-' || lpad(to_hex(1 + (hashint8(i) & 2147483647) % 50), 12, '0'))::uuid";

const lists = {
  "newest first": "/api/v1/contacts?limit=50&sort=-createdAt",
  "by name": "/api/v1/contacts?limit=50&sort=name",
  "of an area, by turnover":
    "/api/v1/contacts?limit=50&filter[custom.f_area]=o7&sort=-custom.f_turnover&fields=name,city,custom.f_turnover",
};

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

async function colleagues(db: Database): Promise<void> {
  for (const [at, [team, { from, to }]] of Object.entries(teams).entries()) {
    const id = uuidOf("pipeline", 100 + at);
    const text = "insert into teams (id, name, created_by, updated_by) values ($1, $2, 'bench', 'bench')";
    await db.query({ text, values: [id, team] });
    const ids = Array.from({ length: to - from + 1 }, (_, one) => uuidOf("user", from + one));
    await db.query({ text: "update users set team_id = $1 where id = any($2)", values: [id, ids] });
  }
  await db.query({ text: "insert into roles (id, name, position) values ('all', 'All', 90), ('team', 'Team', 91)" });
  const rights = `insert into role_grants (role, permission, scope)
    values ('all', 'contacts.read', 'all'), ('team', 'contacts.read', 'team')`;
  await db.query({ text: rights });
  const roles = "insert into user_roles (user_id, role) values ($1, 'all'), ($2, 'team'), ($3, 'team')";
  await db.query({ text: roles, values: [everybody, ofTen, ofTwo] });
  await db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
}

/** The same fifty contacts' worth of work for somebody who reaches everything and for somebody who reaches a team's. */
async function reaches(get: Get, env: Record<string, string>): Promise<void> {
  const tokens = await Promise.all(
    [everybody, ofTen, ofTwo].map(
      async (id) => (await get(services.people).tokens.create(id, { name: "bench", scopes: ["*"] })).token,
    ),
  );
  const server = start(["core/main.ts"], env);
  try {
    await answered(`http://127.0.0.1:${port}/health/ready`);
    for (const [list, path] of Object.entries(lists)) await compare(list, path, tokens);
  } finally {
    await stop(server);
  }
}

async function compare(list: string, path: string, tokens: readonly string[]): Promise<void> {
  const of = (token: string, seconds = Number(values.seconds)) =>
    rateOf({ origin: `http://127.0.0.1:${port}`, token, path: () => path, connections: 8, seconds });
  for (const token of tokens) await of(token, 1);
  const rates: number[][] = tokens.map(() => []);
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [at, token] of tokens.entries()) rates[at]?.push((await of(token)).perSecond);
  const [all = 0, ten = 0, two = 0] = rates.map(median);
  print(`${list}: fifty of all, per second`, all);
  print(`${list}: time with the reach of a team of ten of fifty, over that`, all / ten);
  print(`${list}: … of a team of two of fifty`, all / two);
}

/** Milliseconds until it is known who comes with a session. */
async function sessions(get: Get): Promise<void> {
  const { sessions: kept, actors } = get(services.people);
  const secret = await kept.start(ofTen, false, { address: "127.0.0.1", device: "bench" });
  const took: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const began = performance.now();
    if (!(await actors.ofSession(secret))) throw new Error("The session is gone");
    took.push(performance.now() - began);
  }
  print("who comes with a session: milliseconds, median", median(took));
}

/** What sealing the trail takes beside the changes that it seals. */
async function trail(get: Get): Promise<void> {
  const [records, sealer] = [get(services.records), get(inside.sealer)];
  await sealer.sealAll();
  const actor = systemActor("bench");
  const { data } = await records.list(actor, "contact", { limit: 200 });
  const began = performance.now();
  for (let change = 0; change < CHANGES; change++) {
    const id = data[change % data.length]?.id ?? "";
    await records.change(actor, "contact", id, { city: `City ${change}` });
  }
  const changed = performance.now();
  await sealer.sealAll();
  print("a change, milliseconds", (changed - began) / CHANGES);
  print("sealing a change, share of that", (performance.now() - changed) / (changed - began));
}

const cluster = await openCluster(work);
try {
  const env = environmentOf(cluster.url(name), join(work, "trellis-access"), port);
  const admin = cluster.open("postgres");
  const known = await admin.query({ text: "select 1 from pg_database where datname = $1", values: [name] });
  if (known.length === 0) await admin.query({ text: `create database ${name}` });
  await admin.close();
  const load = async (get: Get): Promise<void> => {
    await fillOwn(get, contacts, { owner_id });
    await colleagues(get(services.db));
  };
  await prepareOwn(cluster, name, { env, ...(known.length === 0 && { load }) });
  const db = cluster.open(name);
  const app = await buildApp({ settings: readSettings(env), db, connection: cluster.url(name), log: openLog("error") });
  await reaches(app.get, env);
  await sessions(app.get);
  await trail(app.get);
  await db.close();
} finally {
  await cluster.stop();
}
