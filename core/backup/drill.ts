// A backup is good when it has been restored: into a database server of its own, which is thrown away afterwards.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { serveEmbedded } from "../db/embedded/embedded.ts";
import { openDatabase } from "../db/open.ts";
import { openLog } from "../kernel/log.ts";
import { verifyAudit } from "../security/audit/verify.ts";
import { differences, look, restore, type Source } from "./read.ts";

export interface DrillOutcome {
  readonly ok: boolean;
  /** Tables whose rows came back other than they went in. */
  readonly tables: readonly string[];
  /** What the audit trail says of itself there. */
  readonly auditDamage: number;
}

const day = 86_400_000;

/** Throws BackupUnusable when it is damaged; everything below `folder` is tidied up again. */
export async function drill(source: Source, folder: string): Promise<DrillOutcome> {
  const { manifest } = await look(source);
  const place = await mkdtemp(join(folder, ".drill-"));
  const server = await serveEmbedded({
    dataDir: place,
    sharedBuffers: "32MB",
    maxConnections: 20,
    log: openLog("silent"),
  });
  const db = openDatabase({
    connection: server.connection,
    poolMax: 2,
    statementTimeout: day,
    acquireTimeout: 10_000,
    namedStatements: false,
    applicationName: "trellis drill",
  });
  try {
    await restore(db, source, { folder: join(place, "files") });
    const tables = await differences(db, manifest);
    const auditDamage = (await verifyAudit(db, [])).damage.length;
    return { ok: tables.length === 0 && auditDamage === 0, tables, auditDamage };
  } finally {
    await db.close();
    await server.stop();
    await rm(place, { recursive: true, force: true });
  }
}
