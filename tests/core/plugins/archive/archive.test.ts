import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../../core/kernel/errors.ts";
import { archiveOf, filesIn } from "../../../../core/plugins/archive/archive.ts";
import { copyOfVisits, visits } from "../../../support/plugin-folder.ts";
import { file, forged, tgz } from "../../../support/tars.ts";

const TYPE = 156;
const manifest = file("plugin.json", "{}");
const megabytes = (count: number): string => "\0".repeat(count * 1024 ** 2);

describe("a plugin's folder as one file", () => {
  test("is the same file each time, wherever the folder lies, and whenever it was written", async () => {
    const [one, other] = [await archiveOf(visits), await archiveOf((await copyOfVisits()).path)];
    expect(one.equals(other)).toBe(true);
    expect([...one.subarray(4, 10)]).toEqual([0, 0, 0, 0, 2, 255]);
  });

  test("holds what the folder holds, but neither packages nor history of its author", async () => {
    const folder = await copyOfVisits();
    await folder.write("node_modules/left/index.js", "");
    await folder.write(".git/config", "");
    await folder.write(`templates/${"deep/".repeat(9)}${"long".repeat(15)}.hbs`, "<p></p>");
    const files = await filesIn(await archiveOf(folder.path));
    expect(files.map(({ path }) => path)).toContain("locales/en.json");
    expect(files.filter(({ path }) => /node_modules|\.git/.test(path))).toEqual([]);
    expect(files.filter(({ path }) => path.includes("longlong"))).toHaveLength(1);
  });

  test("is read back as it was, also when it was packed within a folder", async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,60}(\/[a-z]{1,80}){0,2}$/), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), async (paths, content, isWithin) => {
        const entries = ["plugin.json", ...paths].map((path) => ({ path, content: Buffer.from(content) }));
        const packed = entries.map((one) => (isWithin ? { ...one, path: `package/${one.path}` } : one));
        expect(await filesIn(tgz(...packed))).toEqual(entries);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an archive is refused as a whole", () => {
  test.each([
    ["leads out of its folder", tgz(manifest, file("../evil.js")), "plugins.archive_entry"],
    ["leads out in the middle", tgz(manifest, file("a/../../evil.js")), "plugins.archive_entry"],
    ["has an absolute path", tgz(manifest, file("/etc/cron.d/evil")), "plugins.archive_entry"],
    ["has a path of Windows", tgz(manifest, file("c:\\evil.js")), "plugins.archive_entry"],
    ["has a reserved name", tgz(manifest, file("con.js")), "plugins.archive_entry"],
    ["brings packages that are not looked at", tgz(manifest, file("node_modules/x/index.js")), "plugins.archive_entry"],
    ["lies very deep", tgz(manifest, file(`${"a/".repeat(20)}x`)), "plugins.archive_entry"],
    ["holds a link", forged(TYPE, "2"), "plugins.archive_entry"],
    ["holds a hard link", forged(TYPE, "1"), "plugins.archive_entry"],
    ["holds a device", forged(TYPE, "3"), "plugins.archive_entry"],
    ["renames what follows", forged(TYPE, "x"), "plugins.archive_entry"],
    ["has a file twice", tgz(manifest, file("a.js"), file("a.js")), "plugins.archive_twice"],
    ["has two manifests", tgz(manifest, manifest), "plugins.archive_twice"],
    ["has twins by case", tgz(manifest, file("A.js"), file("a.js")), "plugins.archive_twice"],
    ["has no manifest", tgz(file("index.js"), file("b/plugin.json")), "plugins.archive_no_manifest"],
    ["has a file that is too large", tgz(manifest, file("big", megabytes(6))), "plugins.archive_too_large"],
    ["says it is longer than it is", forged(124, "77777777777"), "plugins.archive_broken"],
    ["has no length", forged(124, "not a size "), "plugins.archive_entry"],
    ["is cut off", tgz(manifest, file("a", "b".repeat(9_000))).subarray(0, 90), "plugins.archive_broken"],
    ["has a broken header", gzipSync(gunzipSync(tgz(manifest)).fill(7, 0, 20)), "plugins.archive_broken"],
    ["is empty", gzipSync(Buffer.alloc(1_024)), "plugins.archive_broken"],
    ["is something else", Buffer.from("PK\u0003\u0004 a zip"), "plugins.archive_broken"],
    ["is nothing", Buffer.alloc(0), "plugins.archive_broken"],
  ])("when it %s", async (_what, archive, code) => {
    await expect(filesIn(archive)).rejects.toMatchObject({ code, status: 400 });
  });

  test("when it unpacks to more than a plugin may be, and that is noticed on the way", async () => {
    const bomb = gzipSync(Buffer.alloc(400 * 1024 ** 2));
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(filesIn(bomb)).rejects.toMatchObject({ code: "plugins.archive_too_large" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150 * 1024 ** 2);
  });

  test("when it holds too many files", async () => {
    const many = Array.from({ length: 2_001 }, (_, at) => file(`f${at}`));
    await expect(filesIn(tgz(manifest, ...many))).rejects.toMatchObject({ code: "plugins.archive_too_large" });
  });

  test("whatever bytes stand in it", async () => {
    const whole = gunzipSync(tgz(manifest, file("locales/en.json", "{}"), file("index.js")));
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const spoilt = Buffer.from(whole);
        for (const [at, byte] of changes) spoilt[at] = byte;
        const outcome = await filesIn(gzipSync(spoilt)).catch((error: unknown) => error);
        if (Array.isArray(outcome)) for (const { path } of outcome) expect(path).not.toMatch(/^\/|\.\.|\\|\0/);
        else expect(outcome).toBeInstanceOf(AppError);
      }),
    );
  });
});
