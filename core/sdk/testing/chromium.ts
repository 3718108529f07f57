// The browser for tests of pages: the machine's Chromium, installed from Debian when we may, never downloaded.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Browser } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const onMac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** A browser for one file of tests; the caller closes it. */
export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  // Chromium's sandbox does not work for root.
  const sandbox = process.geteuid?.() === 0 ? ["--no-sandbox"] : [];
  return await chromium.launch({ executablePath: findChromium(), args: [...sandbox, "--disable-dev-shm-usage"] });
}

/** Vitest's global set-up of the journeys: finds the browser before any of them starts. */
export function setup(): void {
  process.env["CHROMIUM_PATH"] = findChromium();
}

/** Path of Chromium, which is installed if need be and possible; otherwise says what to do. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  const given = env["CHROMIUM_PATH"];
  if (given) return isProgram(given) ? given : fail(`CHROMIUM_PATH is "${given}", and there is no program.`);
  return inPath(env) ?? install(env) ?? fail("There is no Chromium in PATH.");
}

function inPath(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), onMac].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(env: NodeJS.ProcessEnv): string | undefined {
  if (process.geteuid?.() !== 0 || !existsSync("/etc/debian_version")) return undefined;
  process.stderr.write("Installing the package chromium for the journeys in a browser…\n");
  const options = { stdio: "inherit", env: { ...env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  return inPath(env);
}

function fail(why: string): never {
  throw new Error(
    `${why} The journeys need it: install Chromium (Debian: apt-get install chromium) or give its path in CHROMIUM_PATH.`,
  );
}
