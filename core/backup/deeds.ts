// What the audit trail says of backups.
import type { Deed } from "../security/audit/write-audit.ts";
import type { BackupLine } from "./backups.ts";
import type { DrillOutcome } from "./drill.ts";

export const createdDeed = ({ name, bytes, rows }: BackupLine): Deed => ({
  action: "backup.created",
  kind: "backup",
  detail: { name, bytes, rows },
});

export const verifiedDeed = (name: string, { ok }: DrillOutcome): Deed => ({
  action: "backup.verified",
  kind: "backup",
  detail: { name, ok },
});

/** Stands in the trail that was restored, as what was done to it last. */
export const restoredDeed = (name: string): Deed => ({ action: "backup.restored", kind: "backup", detail: { name } });
