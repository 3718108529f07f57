// The master key: a new one, and everything sealed anew with it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inside } from "../app/inside.ts";
import { sealedColumns } from "../app/sealed-columns.ts";
import { Conflict } from "../kernel/errors.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { countStale, reseal } from "../security/reseal.ts";
import { renewKept, SECRET } from "../settings/secret.ts";
import { services } from "../sdk/services.ts";
import type { Command } from "./command.ts";

const renew: Command = {
  name: "secret renew",
  writes: true,
  async run(call) {
    const { settings } = await call.base();
    if (!existsSync(join(settings.dataDir, SECRET))) throw new Conflict("cli.secret_is_given");
    const [db, seal] = [await call.getBare(services.db), await call.getBare(inside.seal)];
    const left = await countStale(db, seal, sealedColumns);
    if (left > 0) throw new Conflict("cli.secret_unfinished", { count: left });
    if (call.isRehearsal) return call.would("cli.would_renew");
    await call.confirm("cli.renew_confirm", {});
    renewKept(settings.dataDir);
    await writeAudit(db, call.actor, { action: "secret.renewed", kind: "secret" });
    return { data: { renewed: true }, text: call.t("cli.renewed") };
  },
};

const rotate: Command = {
  name: "secret rotate",
  writes: true,
  async run(call) {
    const [db, seal] = [await call.getBare(services.db), await call.getBare(inside.seal)];
    const count = await countStale(db, seal, sealedColumns);
    if (call.isRehearsal) return call.would("cli.would_rotate", { count });
    const { done, unreadable } = await reseal(db, seal, sealedColumns);
    const left = await countStale(db, seal, sealedColumns);
    await writeAudit(db, call.actor, { action: "secret.rotated", kind: "secret", detail: { done, unreadable, left } });
    return { data: { done, unreadable, left }, text: call.t("cli.rotated", { done, left }), problems: left > 0 };
  },
};

export const secretCommands: readonly Command[] = [renew, rotate];
