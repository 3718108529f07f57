// The disk for backups runs full: it is said, what was begun is gone, and the backup before is as it was.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Backups } from "../../core/backup/backups.ts";
import { openDatabase } from "../../core/db/open.ts";
import { applicationSettings, freshDatabase } from "../support/database.ts";

const run = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
const mayMount = process.geteuid?.() === 0 && process.platform === "linux" && run("unshare", "-m", "true");

describe.runIf(mayMount)("a full disk", () => {
  test("leaves the backup before, and no half one", async () => {
    const [at, root] = [await freshDatabase(), await mkdtemp(join(tmpdir(), "trellis-full-"))];
    const [folder, files] = [join(root, "backups"), join(root, "files")];
    expect(run("mkdir", folder, files)).toBe(true);
    expect(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder)).toBe(true);
    try {
      const open = () => openDatabase({ ...applicationSettings(at.connection.database), poolMax: 2 });
      const all = new Backups({
        open,
        folder,
        files,
        secret: "a secret of thirty-two signs, so.",
        secretPrevious: undefined,
      });
      const before = await all.create();
      await writeFile(join(files, "large"), randomBytes(4_000_000));
      await expect(all.create()).rejects.toMatchObject({ code: "backups.disk_full", status: 507 });
      expect(await all.list()).toEqual([before]);
      expect((await readdir(folder)).filter((name) => name.endsWith(".half"))).toEqual([]);
    } finally {
      run("umount", folder);
      await rm(root, { recursive: true, force: true });
      await at.drop();
    }
  });
});
