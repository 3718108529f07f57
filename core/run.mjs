// Runs a part of the product on the Node version it was made for, whatever Node this machine has (20.19 or newer).
// Plain JavaScript, with nothing but what Node brings: it also runs when nothing is installed yet, and installs it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const pinned = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

const vitest = ["node_modules/vitest/vitest.mjs", "run"];

// The old generation is collected when it has doubled; left alone it would grow fourfold, and the process by half. The young one
// has room for what is under way in a busy moment, so that little of it grows old.
const lean = ["--max-semi-space-size=16", "--heap-growing-percent=100"];

/** What can be run: arguments for Node, and environment. */
const entries = {
  main: { args: [...lean, "core/main.ts"] },
  dev: { args: ["--watch", "--watch-preserve-output", ...lean, "core/app/develop/main.ts"] },
  cli: { args: ["core/cli.ts"] },
  bench: { args: ["tests/bench/run.ts"] },
  test: { args: vitest },
  "test:slow": { args: vitest, env: { TRELLIS_TESTS: "slow" } },
  "test:plugin": { args: vitest, env: { TRELLIS_TESTS: "plugin" }, folder: "TRELLIS_TEST_FOLDER" },
  "test:real": { args: vitest, env: { TRELLIS_TESTS: "real" }, folder: "TRELLIS_TEST_FOLDER" },
};

const [name = "main", ...rest] = process.argv.slice(2);
const entry = entries[name];
if (!entry) stop(`There is no "${name}". Known: ${Object.keys(entries).join(", ")}.`, 2);
if (isOutdated()) install();
run(entry, rest);

/** Missing, or installed before the lockfile last changed. */
function isOutdated() {
  const installed = join(modules, ".package-lock.json");
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, "package-lock.json")).mtimeMs;
}

function install() {
  process.stderr.write("Installing what Trellis needs (only now, takes a minute)…\n");
  const done = npm(["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (done.status !== 0)
    stop("The installation failed; what npm said stands above. Is the network reachable?", done.status ?? 1);
}

// The npm that runs us, if one does: with its registry and its other settings.
function npm(args) {
  const script = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "inherit", "inherit"] };
  if (script?.endsWith(".js")) return spawnSync(process.execPath, [script, ...args], options);
  return spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
}

/** The pinned Node; where npm was told to run no scripts, it is fetched here; a Node 24 of the machine does as well. */
function findNode() {
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  spawnSync(process.execPath, ["installArchSpecificPackage.js"], {
    cwd: join(modules, "node"),
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (existsSync(pinned)) return pinned;
  return stop(
    "Trellis needs Node 24, and it could not be installed here. Install Node 24 from nodejs.org and try again.",
    1,
  );
}

function run({ args, env = {}, folder }, rest) {
  const node = findNode();
  const given = folder ? { [folder]: folderOf(rest.shift() ?? stop(`npm run ${name} -- FOLDER`, 2)) } : {};
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
  const inside = args.map((argument) => (argument.includes("/") ? join(root, argument) : argument));
  // Compiled code is kept between starts, which makes them a third quicker.
  const kept = { NODE_COMPILE_CACHE: join(modules, ".cache", "node"), ...process.env };
  const all = { ...kept, ...env, ...given, PATH: path };
  // Vitest looks for its settings where it is started.
  const cwd = folder ? root : process.cwd();
  const child = spawn(node, [...inside, ...rest], { env: all, cwd, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => stop(error.message, 1));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGKILL" ? 137 : 1)));
}

/** A folder, or the name of a plugin beside the product. */
function folderOf(given) {
  return existsSync(resolve(given)) ? resolve(given) : join(root, "plugins", given);
}

/** @returns {never} */
function stop(sentence, code) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}
