// What attackers run first, on an office full of data: sqlmap on every recorded request, wapiti on every page it finds. Both have to be
// on the machine, and to come to their end; docs/attacks.md says how long that takes and how to go on where a run was cut off.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Routes } from "../../core/plugins/routes.ts";
import { type Granted, openGranted } from "../support/granted.ts";
import { onTerminal } from "../support/scan/on-terminal.ts";
import { openPart } from "../support/scan/part.ts";
import { recordWays } from "../support/recorded.ts";
import { tryAll } from "../support/scan/sqlmap.ts";
import { type Layer, targetsOf } from "../support/scan/targets.ts";

const DAY = 86_400;
const seconds = Number(process.env["TRELLIS_SCAN_SECONDS"] ?? DAY);
const atOnce = Number(process.env["TRELLIS_SCAN_AT_ONCE"] ?? availableParallelism());
const added = vi.spyOn(Routes.prototype, "add");
let office: Granted;
let layers: readonly Layer[];
let scratch: string;

beforeAll(async () => {
  office = await openGranted();
  // What was called is forgotten before the first test begins.
  layers = added.mock.calls.flatMap(([router]) => router.stack);
  scratch = await mkdtemp(join(tmpdir(), "trellis-scanned-"));
}, 120_000);
afterAll(async () => {
  await office.app.stop();
  await rm(scratch, { recursive: true });
});

const patience = { timeout: DAY * 1_000 };

test("sqlmap finds nothing in any parameter of any recorded request, and breaks nothing", patience, async () => {
  const targets = targetsOf(await recordWays(office), layers);
  expect(targets.length).toBeGreaterThan(80);
  const folder = process.env["TRELLIS_SCAN_FOLDER"] ?? scratch;
  await mkdir(folder, { recursive: true });
  const tried = await tryAll(targets, { folder, until: Date.now() + seconds * 1_000, atOnce });
  const whole = tried.filter((one) => one.whole);
  const count = (all: readonly { parameters: readonly string[] }[]): number =>
    all.flatMap((one) => one.parameters).length;
  const of = `${count(whole)} of ${count(targets)} parameters, ${whole.length} of ${targets.length} requests`;
  expect(count(targets)).toBeGreaterThan(180);
  process.stdout.write(`sqlmap came to the end of ${of}\n`);
  expect(tried.flatMap(({ name, found }) => found.map((line) => `${name}: ${line}`))).toEqual([]);
  const names = new Set(whole.map(({ name }) => name));
  const left = targets.map(({ name }) => name).filter((name) => !names.has(name));
  expect(left, "not tried to the end").toEqual([]);
});

const modules = ["sql", "blindsql", "xss", "permanentxss", "exec", "file", "crlf", "redirect", "csp", "http_headers"];

test("wapiti finds nothing on the pages", patience, async () => {
  const report = join(scratch, "wapiti.json");
  const part = await openPart(office.app.url, office.admin.cookie);
  const bounds = "-d 3 --max-links-per-page 40 --max-files-per-dir 15 --max-parameters 30";
  const out = `--flush-session --store-session ${scratch} -f json -o ${report} --no-bugreport`;
  const said = await onTerminal(`wapiti -u ${part.url}/ ${bounds} -m ${modules.join()} ${out}`, seconds);
  part.close();
  const ended = await readFile(report, "utf8").catch(() => undefined);
  const begun = modules.filter((name) => said.includes(`Launching module ${name}`));
  const answered = [...part.answers].filter(([, statuses]) => [...statuses].some((status) => status < 400));
  const seen = `${answered.length} of ${part.answers.size} addresses answered`;
  process.stdout.write(`wapiti began ${begun.length} of ${modules.length} modules; ${seen}\n`);
  expect(begun).toEqual(modules);
  expect(ended, said.slice(-2_000)).toBeDefined();
  expect(said).not.toMatch(/Missing dependencies|requests were skipped|Traceback/);
  expect(answered.length).toBeGreaterThan(60);
  expect([...part.answers].filter(([, statuses]) => [...statuses].some((status) => status >= 500))).toEqual([]);
  const found = JSON.parse(ended ?? "{}") as Found;
  const all = [...Object.values(found.vulnerabilities), ...Object.values(found.anomalies)].flat();
  expect(all.filter(({ info }) => !notHere.test(info))).toEqual([]);
});

/** A header that browsers have given up, and one that means nothing over plain HTTP. */
const notHere = /^(X-XSS-Protection|Strict-Transport-Security) is not set$/;

interface Finding {
  readonly info: string;
}

interface Found {
  readonly vulnerabilities: Readonly<Record<string, readonly Finding[]>>;
  readonly anomalies: Readonly<Record<string, readonly Finding[]>>;
}
