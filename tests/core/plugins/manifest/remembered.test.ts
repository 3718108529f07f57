import { readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";
import { expect, test } from "vitest";
import { readPlugin } from "../../../../core/plugins/manifest/read-plugin.ts";
import { copyOfVisits, type PluginFolder } from "../../../support/plugin-folder.ts";

/** Longer than a file system may take to tell two changes apart. */
const settled = () => rest(150);

const valueIn = async ({ path }: PluginFolder) => {
  const read = await readPlugin(path);
  return read.ok ? read.value : undefined;
};

test("a folder in which nothing changed is read in full once", async () => {
  const folder = await copyOfVisits();
  await settled();
  const first = await valueIn(folder);
  expect(first).toBeDefined();
  expect(await valueIn(folder)).toBe(first);
});

test("a change is seen at once, also one that keeps the size and the time of the file", async () => {
  const folder = await copyOfVisits();
  const file = join(folder.path, "plugin.json");
  await settled();
  const before = new Date("2026-01-01T00:00:00Z");
  await utimes(file, before, before);
  await settled();
  expect((await valueIn(folder))?.manifest.version).toBe("1.0.0");
  await writeFile(file, (await readFile(file, "utf8")).replace('"1.0.0"', '"1.0.1"'));
  await utimes(file, before, before);
  expect((await valueIn(folder))?.manifest.version).toBe("1.0.1");
});

test("files that come and go are noticed", async () => {
  const folder = await copyOfVisits();
  await settled();
  const before = await valueIn(folder);
  await folder.write("templates/_more.hbs", "<p>More</p>");
  expect(await valueIn(folder)).not.toBe(before);
  await folder.remove("kinds/visit.json");
  expect(await valueIn(folder)).toBeUndefined();
});
