// Which `trellis/sdk` a plugin gets, depending on where it lies. Node itself is asked, in a process of its own.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import * as door from "trellis/sdk";
import { startTestApp } from "trellis/testing";
import { services } from "../../../../core/sdk/services.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../../..");
const places: string[] = [];
afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true });
});

const plugin = (type: string): string => `import { definePlugin, services } from "trellis/sdk";
const records${type} = services.records;
export const plugin = definePlugin({ id: "visits", uses: { records }, setup() {} });
export const token = records;
`;

/** Writes a plugin and has Node load it as the host does; answers whether it has the product's own services. */
async function loads(folder: string, file: string, source: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), source);
  const script = `
    import { openDoor } from "./core/plugins/live/open-door.ts";
    import { services } from "./core/sdk/services.ts";
    openDoor();
    const { plugin, token } = await import(process.argv[1]);
    console.log(plugin.id, token === services.records);`;
  const flags = ["--no-warnings", "--input-type=module", "--eval", script, join(folder, file)];
  return (await run(process.execPath, flags, { cwd: root })).stdout.trim();
}

function placeIn(parent: string): string {
  const place = mkdtempSync(join(parent, "trellis-visits-"));
  places.push(place);
  return place;
}

test("a folder outside of the product runs as it stands, with the product's services", async () => {
  expect(await loads(placeIn(tmpdir()), "index.ts", plugin(": unknown"))).toBe("visits true");
});

test("a package, which is JavaScript, finds the same door", async () => {
  const folder = join(placeIn(tmpdir()), "node_modules/trellis-visits");

  expect(await loads(folder, "index.js", plugin(""))).toBe("visits true");
});

test("a folder beside the product needs nothing but the product's package.json", async () => {
  const { stdout } = await run(
    process.execPath,
    [
      "--no-warnings",
      "--input-type=module",
      "--eval",
      'console.log(typeof (await import("trellis/sdk")).definePlugin)',
    ],
    { cwd: root },
  );

  expect(stdout.trim()).toBe("function");
  expect(door.services).toBe(services);
});

test("its tests start the application with the plugin switched on", async () => {
  const app = await startTestApp({ pluginsDir: join(root, "tests/support/plugins"), plugins: ["visits"] });
  const admin = await app.person("admin");
  const made = await admin.api("POST", "/api/v1/visits", { subject: "First visit" });
  await app.stop();

  expect(made.status).toBe(201);
});
