// Runs the side-by-side harness against this checkout: npm run bench -- HARNESS_FOLDER [--contacts 1000000] [--work FOLDER] [harness options]
// The harness stands outside of the project; its baseline and Trellis work on the same PostgreSQL in the same run.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openCluster } from "./cluster.ts";
import { prepare } from "./prepare.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    contacts: { type: "string", default: "1000000" },
    work: { type: "string", default: join(tmpdir(), "trellis-bench") },
    command: { type: "string", default: "verify,run" },
    ops: { type: "string", default: "" },
    c: { type: "string", default: "1,16,64" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    fresh: { type: "boolean", default: false },
  },
});

const [given] = positionals;
if (!given) {
  process.stderr.write(
    "npm run bench -- HARNESS_FOLDER [--contacts 1000000] [--ops list,search] [--c 16] [--rounds 3]\n",
  );
  process.exit(2);
}

const work = resolve(values.work);
const harness = join(work, "harness");
const data = join(work, "data");
const contacts = Number(values.contacts);
const root = resolve(import.meta.dirname, "../..");

mkdirSync(work, { recursive: true });
if (!existsSync(join(harness, "node_modules"))) {
  cpSync(resolve(given), harness, { recursive: true });
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"]);
}
if (!existsSync(join(data, "import.csv"))) run(process.execPath, ["gen.mjs", data]);
const truth = join(data, `truth_${contacts}.json`);
if (!existsSync(truth)) run(process.execPath, ["truth.mjs", data, String(contacts), truth]);

const cluster = await openCluster(work);
try {
  const { env, targets } = await prepare({
    cluster,
    source: { harness, data, contacts },
    work,
    root,
    fresh: values.fresh,
  });
  const file = join(work, "targets.json");
  writeFileSync(file, JSON.stringify(targets, null, 2));
  for (const command of values.command.split(",")) {
    const options = {
      targets: file,
      truth,
      c: values.c,
      rounds: values.rounds,
      seconds: values.seconds,
      ops: values.ops,
      csv: join(data, "import.csv"),
      out: join(work, "results", `${command}.json`),
    };
    mkdirSync(join(work, "results"), { recursive: true });
    run(
      process.execPath,
      [
        "bench.mjs",
        command,
        ...Object.entries(options)
          .filter(([, value]) => value)
          .flatMap(([name, value]) => [`--${name}`, value]),
      ],
      env,
    );
  }
  run(process.execPath, ["bench.mjs", "stop", "--targets", file, "--truth", truth], env);
} finally {
  await cluster.stop();
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const done = spawnSync(program, args, {
    cwd: existsSync(harness) ? harness : work,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (done.status !== 0) process.stderr.write(`${args[0]} ended with ${done.status}\n`);
}
