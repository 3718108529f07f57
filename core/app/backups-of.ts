// The backups of an installation, on connections of their own: what takes long is in nobody's way.
import { join } from "node:path";
import { Backups } from "../backup/backups.ts";
import { poolSettings } from "../db/launch.ts";
import { type DatabaseSettings, openDatabase } from "../db/open.ts";
import type { Settings } from "../settings/settings.ts";

const day = 86_400_000;

export function backupsOf(settings: Settings, connection: DatabaseSettings["connection"]): Backups {
  const { dataDir, secret, secretPrevious, backup } = settings;
  const long = { ...poolSettings(settings, connection, "trellis backup"), poolMax: 2, statementTimeout: day };
  return new Backups({
    open: () => openDatabase(long),
    folder: backup.folder ?? join(dataDir, "backups"),
    files: join(dataDir, "files"),
    secret,
    secretPrevious,
  });
}
