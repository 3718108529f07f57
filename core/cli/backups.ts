import { backupsOf } from "../app/backups-of.ts";
import type { BackupLine, Backups } from "../backup/backups.ts";
import { createdDeed, restoredDeed, verifiedDeed } from "../backup/deeds.ts";
import { migrateCore } from "../db/launch.ts";
import { NotFound } from "../kernel/errors.ts";
import { type Deed, writeAudit } from "../security/audit/write-audit.ts";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import type { Command } from "./command.ts";

const create: Command = {
  name: "backup create",
  writes: true,
  async run(call) {
    const backups = await backupsBeside(call);
    if (call.isRehearsal) return call.would("cli.would_backup", { folder: backups.folder });
    const made = await backups.create();
    await tell(call, createdDeed(made));
    return { data: made, text: call.t("cli.backed_up", { ...made }) };
  },
};

const list: Command = {
  name: "backup list",
  async run(call) {
    const lines = await (await backupsBeside(call)).list();
    const rows = lines.map((line) => [line.name, line.createdAt, String(line.bytes), String(line.rows), drilled(line)]);
    return { data: lines, text: call.table(["backup", "created", "bytes", "rows", "drilled"], rows) };
  },
};

const drilled = ({ drilledAt, drill }: BackupLine): string =>
  drilledAt ? `${drilledAt} ${drill?.ok ? "✓" : "✗"}` : "";

const verify: Command = {
  name: "backup verify",
  arguments: ["[NAME]"],
  async run(call) {
    const backups = await backupsBeside(call);
    const name = await nameIn(call, await backups.list());
    const outcome = await backups.verify(name);
    await tell(call, verifiedDeed(name, outcome));
    const { ok, tables, auditDamage: damage } = outcome;
    const text = call.t("cli.backup_verdict", { name, ok: String(ok), tables: tables.join(", "), damage });
    return { data: { name, ...outcome }, text, problems: !ok } satisfies Answer;
  },
};

const restore: Command = {
  name: "backup restore",
  arguments: ["NAME"],
  options: { force: "flag" },
  writes: true,
  async run(call) {
    const backups = await backupsBeside(call);
    const name = call.argument(0) ?? "";
    if (call.isRehearsal) return call.would("cli.would_restore_backup", { name });
    await call.confirm("cli.restore_backup_confirm", { name });
    const before = await backups.restore(name, { force: call.flag("force") });
    const { settings, launched } = await call.base();
    await migrateCore(settings, launched.connection);
    await tell(call, restoredDeed(name));
    return { data: { restored: name }, text: call.t("cli.backup_restored", { name, folder: before }) };
  },
};

async function tell(call: Call, deed: Deed): Promise<void> {
  const { launched } = await call.base();
  await writeAudit(launched.db, call.actor, deed);
}

/** Without the application: a database to restore into may be empty. */
async function backupsBeside(call: Call): Promise<Backups> {
  const { settings, launched } = await call.base();
  return backupsOf(settings, settings.databaseOwnerUrl ?? launched.connection);
}

/** The newest when none is named. */
async function nameIn(call: Call, lines: readonly BackupLine[]): Promise<string> {
  const name = call.argument(0) ?? lines[0]?.name;
  if (name === undefined) throw new NotFound("backups.not_found", { name: "" });
  return name;
}

export const backupCommands: readonly Command[] = [create, list, verify, restore];
