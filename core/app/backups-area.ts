import { backupRoutes, LOOK_AFTER_BACKUPS } from "../backup/backups.routes.ts";
import { backupsApi } from "../backup/backups-api.routes.ts";
import { backupsPart } from "../backup/backups-part.ts";
import { createdDeed, verifiedDeed } from "../backup/deeds.ts";
import { systemActor } from "../kernel/actor.ts";
import { definePlugin } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import { inside } from "./inside.ts";

/** Seconds that a backup, or a test of one, may take. */
const LONGEST = 6 * 3_600;

const actor = systemActor("backups");

/** Backups that are made and tested by themselves, and their page. */
export const backupsArea = definePlugin({
  id: "backups",
  uses: {
    backups: inside.backups,
    settings: inside.settings,
    jobs: services.jobs,
    db: services.db,
    pages: services.pages,
  },
  setup({ backups, settings: { backup }, ...needs }, host) {
    const work = async (_payload: object, { signal }: { signal: AbortSignal }) => {
      const made = await backups.create(signal);
      await backups.prune(backup.keep);
      await writeAudit(needs.db, actor, createdDeed(made));
      return made;
    };
    const drill = async () => {
      const [newest] = await backups.list();
      if (!newest) return undefined;
      const outcome = await backups.verify(newest.name);
      await writeAudit(needs.db, actor, verifiedDeed(newest.name, outcome));
      return outcome;
    };
    const [often, weekly] =
      backup.schedule === "off" ? [{}, {}] : [{ schedule: backup.schedule }, { schedule: "47 4 * * 0" }];
    host.permission(LOOK_AFTER_BACKUPS, { admin: "all" });
    host.job("create", work, { ...often, retries: 2, expireAfter: LONGEST });
    host.job("drill", drill, { ...weekly, retries: 1, expireAfter: LONGEST });
    host.routes(backupRoutes({ backups, ...needs }));
    host.routes(backupsApi({ backups, ...needs }));
    host.api(backupsPart);
  },
});
