import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPlugins, type Found } from "../../../../core/plugins/found/find.ts";
import { copyOfVisits, emptyFolder, type PluginFolder } from "../../../support/plugin-folder.ts";

const short = (found: readonly Found[]) =>
  found.map(({ id, from, files, problems }) => [
    id,
    from,
    files ? "usable" : problems.map(({ code }) => code).join(" "),
  ]);

/** A copy of `visits` that calls itself something else, and shares no names with it. */
async function plugin(parent: PluginFolder, id: string, folder = id): Promise<PluginFolder> {
  const at = await emptyBelow(parent, folder);
  await at.write("plugin.json", {
    id,
    version: "1.0.0",
    name: { en: id },
    description: { en: id },
    category: "tools",
    icon: "puzzle",
    engines: { trellis: "*" },
  });
  return at;
}

async function emptyBelow(parent: PluginFolder, folder: string): Promise<PluginFolder> {
  const at = await copyOfVisits(parent, folder);
  for (const file of ["kinds", "fields", "rules", "locales", "plugin.json"]) await at.remove(file);
  return at;
}

describe("plugins are found", () => {
  test("bundled, in folders of the operator, and as npm packages of both", async () => {
    const [product, own] = [await emptyFolder(), await emptyFolder()];
    await plugin(product, "stock", "plugins/stock");
    await plugin(own, "visits");
    await product.write("package.json", { dependencies: { "trellis-kpi": "1.0.0", koa: "3.0.0", gone: "1.0.0" } });
    await product.write("node_modules/koa/package.json", { name: "koa" });
    await plugin(product, "kpi", "node_modules/trellis-kpi");
    await product.write("node_modules/trellis-kpi/package.json", { trellis: { plugin: "plugin.json" } });
    await plugin(product, "undeclared", "node_modules/undeclared");
    await product.write("node_modules/undeclared/package.json", { trellis: { plugin: "plugin.json" } });
    await plugin(own, "post", "node_modules/@acme/post/dist");
    await own.write("node_modules/@acme/post/package.json", { trellis: { plugin: "dist/plugin.json" } });
    await own.write("node_modules/.bin/x", "");
    expect(short(await findPlugins({ pluginsDir: [own.path, join(own.path, "nowhere")] }, product.path))).toEqual([
      ["kpi", "package", "usable"],
      ["post", "package", "usable"],
      ["stock", "bundled", "usable"],
      ["visits", "local", "usable"],
    ]);
  });

  test("once, when the settings name the folder of the bundled ones too", async () => {
    const product = await emptyFolder();
    await plugin(product, "stock", "plugins/stock");
    const found = await findPlugins({ pluginsDir: [join(product.path, "plugins")] }, product.path);
    expect(short(found)).toEqual([["stock", "bundled", "usable"]]);
  });

  test("in no product at all", async () => {
    expect(await findPlugins({ pluginsDir: [] }, (await emptyFolder()).path)).toEqual([]);
  });
});

describe("a plugin that cannot be used is listed with the reason", () => {
  test("when its files are wrong, or are none of a plugin", async () => {
    const [product, own] = [await emptyFolder(), await emptyFolder()];
    await (await copyOfVisits(own, "a")).edit("plugin.json", (manifest) => void (manifest.version = "new"));
    await (await copyOfVisits(own, "b")).edit("plugin.json", (manifest) => void (manifest.id = "../x"));
    await mkdir(join(own.path, "c"));
    await own.write("d.txt", "");
    expect(short(await findPlugins({ pluginsDir: [own.path] }, product.path))).toEqual([
      ["b", "local", expect.stringContaining("plugins.wrong_form")],
      ["c", "local", "plugins.no_file"],
      ["visits", "local", "plugins.bad_version"],
    ]);
  });

  test("when its folder is a link", async () => {
    const [product, own, elsewhere] = [await emptyFolder(), await emptyFolder(), await emptyFolder()];
    await plugin(elsewhere, "stock");
    await symlink(join(elsewhere.path, "stock"), join(own.path, "stock"));
    expect(short(await findPlugins({ pluginsDir: [own.path] }, product.path))).toEqual([
      ["stock", "local", "plugins.link"],
    ]);
  });

  test("when another has its id: both are named, and neither is used", async () => {
    const [product, own] = [await emptyFolder(), await emptyFolder()];
    const one = await plugin(own, "stock", "a");
    const other = await plugin(own, "stock", "b");
    const found = await findPlugins({ pluginsDir: [own.path] }, product.path);
    expect(short(found)).toEqual([
      ["stock", "local", "plugins.twins"],
      ["stock", "local", "plugins.twins"],
    ]);
    expect(found.map(({ problems }) => problems[0]?.values?.["folders"])).toEqual([other.path, one.path]);
  });

  test("when its package leads out of itself, or holds code that Node does not run there", async () => {
    const [product, own] = [await emptyFolder(), await emptyFolder()];
    await own.write("node_modules/far/package.json", { trellis: { plugin: "../../../etc/plugin.json" } });
    await own.write("node_modules/odd/package.json", { trellis: { plugin: 7 } });
    const typed = await plugin(own, "typed", "node_modules/typed");
    await typed.edit("plugin.json", (manifest) => void (manifest.main = "index.ts"));
    await typed.write("index.ts", "");
    await typed.write("package.json", { trellis: { plugin: "plugin.json" } });
    expect(short(await findPlugins({ pluginsDir: [own.path] }, product.path))).toEqual([
      ["far", "package", "plugins.bad_package"],
      ["odd", "package", "plugins.bad_package"],
      ["typed", "package", "plugins.package_not_built"],
    ]);
  });
});
