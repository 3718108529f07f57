import { setTimeout as sleep } from "node:timers/promises";
import { type AuditLine, auditLog, type AuditQuery } from "../records/history/audit-log.ts";
import { anchorFolder, readAnchors } from "../security/audit/anchors.ts";
import { verifyAudit } from "../security/audit/verify.ts";
import type { Call } from "./call.ts";
import type { Answer } from "./answer.ts";
import type { Command } from "./command.ts";

const EVERY = 1_000;

const tail: Command = {
  name: "audit tail",
  options: { limit: "text", kind: "text", actor: "text", follow: "flag" },
  async run(call) {
    const query = { limit: call.number("limit", 50), kind: call.text("kind"), actorId: call.text("actor") };
    const lines = await auditLog(await call.db(), query);
    if (!call.flag("follow")) return shown(call, lines);
    print(call, lines);
    await follow(call, { ...query, limit: 1_000 }, lines.at(-1)?.place);
    return undefined;
  },
};

function shown(call: Call, lines: readonly AuditLine[]): Answer {
  const headings = ["at", "who", "through", "action", "record", "fields"];
  return { data: lines, text: call.table(headings, lines.map(cells)) };
}

const cells = ({ at, actorId, source, action, kind, recordId, version, fields }: AuditLine): string[] => [
  at,
  actorId,
  source,
  action,
  `${kind} ${recordId} v${version}`,
  fields.join(", "),
];

/** Goes on until somebody presses Ctrl+C. */
async function follow(call: Call, query: AuditQuery, since = "0.0"): Promise<void> {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  for (let after = since; !stopping.signal.aborted; ) {
    const lines = await auditLog(await call.db(), { ...query, after });
    print(call, lines);
    after = lines.at(-1)?.place ?? after;
    await sleep(EVERY, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

/** One line each, as they come; with `--json` one object per line. */
function print(call: Call, lines: readonly AuditLine[]): void {
  const text = (line: AuditLine): string => (call.flag("json") ? JSON.stringify(line) : cells(line).join("  "));
  for (const line of lines) call.terminal.stdout.write(`${text(line)}\n`);
}

const verify: Command = {
  name: "audit verify",
  options: { anchors: "text" },
  async run(call) {
    const { settings, launched } = await call.base();
    const anchors = await readAnchors(call.text("anchors") ?? anchorFolder(settings.dataDir));
    const verdict = await verifyAudit(launched.db, anchors);
    const { damage, retiredUntil, ...counts } = verdict;
    const rows = damage.map(({ what, trail, at }) => [
      call.t(`cli.audit_damage.${what}`, { trail: trail ?? "none", at }),
    ]);
    const found = damage.length > 0 ? `${call.table(["finding"], rows)}\n` : "";
    const text = `${found}${call.t("cli.audit_verdict", { ...counts, until: retiredUntil ?? "", damage: damage.length })}`;
    return { data: { ok: damage.length === 0, ...verdict }, text, problems: damage.length > 0 };
  },
};

export const auditCommands: readonly Command[] = [tail, verify];
