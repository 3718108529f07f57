// Runs a part of the product on the Node version it was made for, whatever Node this machine has (20.19 or newer).
// Plain JavaScript, with nothing but what Node brings: it also runs when nothing is installed yet, and installs it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const pinned = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

const entries = {
  main: ["core/main.ts"],
  cli: ["core/cli.ts"],
  test: ["node_modules/vitest/vitest.mjs", "run"],
  bench: ["tests/bench/run.ts"],
};

const [name = "main", ...rest] = process.argv.slice(2);
const flags = rest.filter((argument) => argument.startsWith("--node="));
const entry = entries[name];
if (!entry) stop(`There is no "${name}". Known: ${Object.keys(entries).join(", ")}.`, 2);
if (isOutdated()) install();
run([...flags.map((flag) => flag.slice("--node=".length)), ...entry, ...rest.filter((argument) => !flags.includes(argument))]);

/** Missing, or installed before the lockfile last changed. */
function isOutdated() {
  const installed = join(modules, ".package-lock.json");
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, "package-lock.json")).mtimeMs;
}

function install() {
  process.stderr.write("Installing what Trellis needs (only now, takes a minute)…\n");
  const done = npm(["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (done.status !== 0) stop("The installation failed; what npm said stands above. Is the network reachable?", done.status ?? 1);
}

function npm(args) {
  const script = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "inherit", "inherit"] };
  // The variables of a running npm would be taken as the wishes of a user.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_(config|package|lifecycle)_/i.test(key)));
  if (script?.endsWith(".js")) return spawnSync(process.execPath, [script, ...args], { ...options, env });
  return spawnSync("npm", args, { ...options, env, shell: process.platform === "win32" });
}

/** The pinned Node; where npm was told to run no scripts, it is fetched here; a Node 24 of the machine does as well. */
function findNode() {
  if (works(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  spawnSync(process.execPath, ["installArchSpecificPackage.js"], { cwd: join(modules, "node"), stdio: ["ignore", "ignore", "inherit"] });
  if (works(pinned)) return pinned;
  return stop("Trellis needs Node 24, and it could not be installed here. Install Node 24 from nodejs.org and try again.", 1);
}

function works(node) {
  return existsSync(node) && spawnSync(node, ["--version"]).status === 0;
}

function run(args) {
  const node = findNode();
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(node, args, { cwd: root, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => stop(error.message, 1));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGKILL" ? 137 : 1)));
}

/** @returns {never} */
function stop(sentence, code) {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}
