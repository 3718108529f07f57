// A module arrives as a file: it is there as a whole or not at all, runs nothing by that, and stays as it came.
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { archiveOf } from "../../../../core/plugins/archive/archive.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";
import { copyOfVisits, visits } from "../../../support/plugin-folder.ts";
import { file, tgz } from "../../../support/tars.ts";

let folder: string;
let app: TestApp;
let admin: TestPerson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-plugins-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
});
afterEach(async () => {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
  await app.db.query({ text: "delete from plugin_operations where action = 'install'" });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const install = (archive: Buffer, actor = admin.actor) => app.get(inside.installation).install(actor, archive);
const stateOf = async (id: string) => (await app.get(services.plugins).get(id)).state;

/** Sends the file as the form of the page does. */
async function upload(person: TestPerson, archive: Buffer): Promise<Response> {
  const body = new FormData();
  body.set("archive", new Blob([new Uint8Array(archive)]), "visits.tgz");
  const headers = { cookie: person.cookie, "Sec-Fetch-Site": "same-origin" };
  return await fetch(`${app.url}/settings/module-archives`, { method: "POST", body, headers, redirect: "manual" });
}

describe("an archive", () => {
  test("becomes a module that can be switched on, and is noted with who brought it", async () => {
    const installed = await install(await archiveOf(visits));
    expect(installed).toMatchObject({ id: "visits", version: "1.0.0", folder: join(folder, "visits-1.0.0") });
    expect(await readdir(folder)).toEqual(["visits-1.0.0"]);
    expect(await stateOf("visits")).toBe("discovered");
    const [last] = await app.get(services.plugins).operations("visits");
    expect(last).toMatchObject({ action: "install", state: "done", actorId: admin.id, version: "1.0.0" });
  });

  test("of a newer version lies beside the one that is there", async () => {
    await install(await archiveOf(visits));
    const newer = await copyOfVisits();
    await newer.edit("plugin.json", (manifest) => void (manifest.version = "1.1.0"));
    await install(await archiveOf(newer.path));
    expect((await readdir(folder)).toSorted()).toEqual(["visits-1.0.0", "visits-1.1.0"]);
    expect(await app.get(services.plugins).get("visits")).toMatchObject({ version: "1.1.0", problems: [] });
  });

  test("runs nothing when it is installed", async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), "trellis-code-"));
    const id = await codePlugin(elsewhere, {
      code: `import fs from "node:fs"; fs.writeFileSync("${folder}/ran", ""); setup: ;`,
    });
    await install(await archiveOf(join(elsewhere, id)));
    expect(await readdir(folder)).toEqual([`${id}-1.0.0`]);
    await rm(elsewhere, { recursive: true });
  });

  test.each([
    ["that is not in order", tgz(file("plugin.json", "{}")), "plugins.archive_faulty"],
    ["that leads out of its folder", tgz(file("plugin.json", "{}"), file("../evil.js")), "plugins.archive_entry"],
  ])("%s leaves nothing behind", async (_what, archive, code) => {
    await expect(install(archive)).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  test("neither replaces a version that is there, nor pushes a plugin aside that came another way", async () => {
    const archive = await archiveOf(visits);
    await install(archive);
    await expect(install(archive)).rejects.toMatchObject({ code: "plugins.installed_already", status: 409 });
    const bundled = await archiveOf(join(import.meta.dirname, "../../../../plugins/activities"));
    await expect(install(bundled)).rejects.toMatchObject({ code: "plugins.not_local" });
    expect(await readdir(folder)).toEqual(["visits-1.0.0"]);
  });

  test("that is sent twice at once is there once", async () => {
    const archive = await archiveOf(visits);
    const both = await Promise.allSettled([install(archive), install(archive)]);
    expect(both.filter(({ status }) => status === "fulfilled").length).toBe(1);
    expect(await readdir(folder)).toEqual(["visits-1.0.0"]);
  });
});

describe("on its page", () => {
  test("an administrator installs a module, and sees what it would add", async () => {
    expect(await (await admin.visit("/settings/modules")).text()).toContain("Install from a file");
    expect((await admin.visit("/settings/module-archives")).status).toBe(200);
    const answer = await upload(admin, await archiveOf(visits));
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/modules/visits"]);
  });

  test("a faulty one is answered with what is wrong with it", async () => {
    const answer = await upload(admin, tgz(file("plugin.json", "{}")));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("plugin.json");
    expect((await upload(admin, Buffer.from("nothing"))).status).toBe(400);
  });

  test("nobody else does, not even who may switch modules", async () => {
    const archive = await archiveOf(visits);
    expect((await upload(await app.person("sales"), archive)).status).toBe(403);
    await app.grant("manager", "plugins.change", "all");
    const manager = await app.person("manager");
    expect((await manager.visit("/settings/modules")).status).toBe(200);
    expect((await upload(manager, archive)).status).toBe(403);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("files of an archive that were changed since", () => {
  test("are not loaded, and the module says so", async () => {
    const { folder: at } = await install(await archiveOf(visits));
    await writeFile(join(at, "extra.js"), "");
    const view = await app.get(services.plugins).get("visits");
    expect(view).toMatchObject({ state: "incompatible", problems: [{ code: "plugins.changed_since" }] });
    const enable = app.get(services.plugins).enable(admin.actor, "visits", { agreed: "everything" });
    await expect(enable).rejects.toMatchObject({ code: "plugins.not_found" });
  });
});
