import type { Context } from "koa";
import type { Progress } from "./progress.ts";
import { say } from "../web/context.ts";
import { type BackupLine, DRILL_DAYS, hasFreshDrill } from "./backups.ts";

export interface BackupFacts {
  readonly lines: readonly BackupLine[];
  readonly folder: string;
  /** Of one that is being made. */
  readonly progress: Progress | undefined;
}

export const progressOf = (ctx: Context, { tables, ofTables, bytes }: Progress) => ({
  running: true,
  done: tables,
  of: Math.max(1, ofTables),
  text: say(ctx, "backups.progress", { tables, of: ofTables, size: Math.round(bytes / 100_000) / 10 }),
});

/** What there is, the newest first, and whether any of it was ever restored. */
export const backupsPage = (ctx: Context, { lines, folder, progress }: BackupFacts) => ({
  title: say(ctx, "backups.title"),
  lead: say(ctx, "backups.lead", { folder }),
  breadcrumb: [{ label: say(ctx, "web.settings"), path: "/settings" }],
  progress: progress ? progressOf(ctx, progress) : null,
  isOld: !hasFreshDrill(lines),
  old: say(ctx, "backups.old", { days: DRILL_DAYS }),
  backups: lines.map((line) => ({
    ...line,
    size: say(ctx, "backups.megabytes", { size: Math.max(0.1, Math.round(line.bytes / 100_000) / 10) }),
    ...drillOf(ctx, line),
  })),
});

function drillOf(ctx: Context, { drill }: BackupLine) {
  if (!drill) return { drillText: say(ctx, "backups.drill.never"), color: "gray" };
  return drill.ok
    ? { drillText: say(ctx, "backups.drill.good"), color: "green" }
    : { drillText: say(ctx, "backups.drill.bad"), color: "red" };
}
