import { statfs } from "node:fs/promises";
import { explain } from "../app/explain.ts";
import { migrationsOfCore } from "../db/launch.ts";
import { pending } from "../db/migrate.ts";
import { rightsOf } from "../db/rights.ts";
import { Outbox } from "../events/outbox.ts";
import { countFailed } from "../jobs/rows.ts";
import { columnLimits } from "../records/fields/tier.ts";
import { services } from "../sdk/services.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";

type Grade = "ok" | "warning" | "problem";

interface Finding {
  readonly check: string;
  readonly grade: Grade;
  readonly text: string;
}

type Check = (call: Call) => Promise<Omit<Finding, "check">>;

const GIGABYTE = 1024 ** 3;

/** In the order in which one thing needs the other. */
const checks: Readonly<Record<string, Check>> = {
  database,
  rights,
  replica,
  migrations,
  clock,
  disk,
  columns,
  kinds,
  mail,
  failures,
};

const doctor: Command = {
  name: "doctor",
  async run(call) {
    const findings: Finding[] = [];
    for (const [name, check] of Object.entries(checks)) findings.push({ check: name, ...(await look(call, check)) });
    const rows = findings.map(({ check, grade, text }) => [
      call.t(`cli.grade.${grade}`),
      call.t(`cli.check.${check}`),
      text,
    ]);
    const problems = findings.some(({ grade }) => grade === "problem");
    return {
      data: { ok: !problems, checks: findings },
      text: call.table(["grade", "check", "finding"], rows),
      problems,
    };
  },
};

async function look(call: Call, check: Check): Promise<Omit<Finding, "check">> {
  try {
    return await check(call);
  } catch (error) {
    return { grade: "problem", text: explain(error, call.words, call.language).split("\n", 1)[0] ?? "" };
  }
}

async function database(call: Call): ReturnType<Check> {
  const { settings, launched } = await call.base();
  const text = "select current_setting('server_version') as version, current_user as role";
  const [row] = await launched.db.query<{ version: string; role: string }>({ text });
  return {
    grade: "ok",
    text: call.t("cli.doctor_database", { ...row, external: settings.databaseUrl ? "yes" : "no" }),
  };
}

async function rights(call: Call): ReturnType<Check> {
  const { mighty, apart } = await rightsOf(await call.db());
  const state = mighty ? "mighty" : apart ? "apart" : "one";
  return { grade: mighty ? "warning" : "ok", text: call.t("cli.doctor_rights", { state }) };
}

async function replica(call: Call): ReturnType<Check> {
  const { settings, launched } = await call.base();
  if (!settings.databaseReadUrl) return { grade: "ok", text: call.t("cli.doctor_replica", { state: "none" }) };
  const used = (await launched.reader.database()) !== launched.db;
  return { grade: used ? "ok" : "warning", text: call.t("cli.doctor_replica", { state: used ? "used" : "unused" }) };
}

async function migrations(call: Call): ReturnType<Check> {
  const missing = await pending(await call.db(), "core", await migrationsOfCore());
  const ids = missing.map(({ id }) => id).join(", ");
  return {
    grade: missing.length > 0 ? "problem" : "ok",
    text: call.t("cli.migrations", { count: missing.length, ids }),
  };
}

/** Sessions and schedules go by the database's clock; links and logs are read beside ours. */
async function clock(call: Call): ReturnType<Check> {
  const [row] = await (await call.db()).query<{ ms: number }>({
    text: "select extract(epoch from clock_timestamp())::float8 * 1000 as ms",
  });
  const seconds = Math.round(Math.abs(Date.now() - (row?.ms ?? 0)) / 1_000);
  return { grade: seconds > 5 ? "warning" : "ok", text: call.t("cli.doctor_clock", { seconds }) };
}

async function disk(call: Call): ReturnType<Check> {
  const { settings } = await call.base();
  const { bavail, bsize } = await statfs(settings.dataDir);
  const gigabytes = Math.floor((bavail * bsize) / GIGABYTE);
  return {
    grade: gigabytes < 1 ? "problem" : gigabytes < 5 ? "warning" : "ok",
    text: call.t("cli.doctor_disk", { gigabytes }),
  };
}

/** A table has so many columns in its life, and no more. */
async function columns(call: Call): ReturnType<Check> {
  const text = `select c.oid::regclass::text as name, count(*)::int as used from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and (c.relnamespace = current_schema()::regnamespace or starts_with(c.relnamespace::regnamespace::text, 'plugin_'))
      and a.attnum > 0 group by 1 order by 2 desc limit 1`;
  const [fullest] = await (await call.db()).query<{ name: string; used: number }>({ text });
  const { used = 0, name = "" } = fullest ?? {};
  const { warn, most } = columnLimits;
  return { grade: used < warn ? "ok" : "warning", text: call.t("cli.doctor_columns", { used, most, table: name }) };
}

/** A kind of the company's whose name an area or a plugin has taken since. */
async function kinds(call: Call): ReturnType<Check> {
  const displaced = (await call.get(services.kinds)).displaced().map(({ name }) => name);
  return {
    grade: displaced.length > 0 ? "warning" : "ok",
    text: call.t("cli.doctor_kinds", { count: displaced.length, names: displaced.join(", ") }),
  };
}

async function mail(call: Call): ReturnType<Check> {
  const { settings } = await call.base();
  return settings.smtpUrl
    ? { grade: "ok", text: call.t("cli.doctor_mail", { host: new URL(settings.smtpUrl).host }) }
    : { grade: "warning", text: call.t("cli.doctor_no_mail") };
}

/** Work that was given up and waits for a decision. */
async function failures(call: Call): ReturnType<Check> {
  const { db } = (await call.base()).launched;
  const count = (await countFailed(db)) + (await new Outbox(db).failures()).length;
  return { grade: count > 0 ? "warning" : "ok", text: call.t("cli.doctor_failures", { count }) };
}

export const doctorCommands: readonly Command[] = [doctor];
