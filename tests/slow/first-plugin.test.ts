// A developer who never saw the code: from nothing to a plugin that runs on another installation, with the time each step takes.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, newPlace, type Place, type Product, startProduct } from "../support/product.ts";
import { root } from "../support/sources.ts";

const run = promisify(execFile);
const tutorial = readFileSync(join(root, "docs/writing-a-plugin.md"), "utf8");
/** What the page says to write, by language, in its order. */
const snippets = (language: string): string[] =>
  [...tutorial.matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)].flatMap(([, of, text = ""]) =>
    of === language ? [text] : [],
  );
const [field = "", consumes = ""] = snippets("json");
const [handler = "", contract = ""] = snippets("ts");
const times: [step: string, milliseconds: number][] = [];

let own: string;
let folder: string;
let bench: Place;
let dev: Product;
let key: string;
let cookie: string;
let deal: string;

beforeAll(async () => {
  own = await mkdtemp(join(tmpdir(), "trellis-first-"));
  folder = join(own, "visits");
  bench = await newPlace();
});
afterAll(async () => {
  dev?.signal("SIGTERM");
  await dev?.ended;
  await bench.remove();
  await rm(own, { recursive: true, force: true });
  const table = times.map(([step, milliseconds]) => `| ${step} | ${(milliseconds / 1000).toFixed(1)} s |`).join("\n");
  process.stdout.write(`\n| step | time |\n|---|---|\n${table}\n`);
});

async function timed<T>(step: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const outcome = await work();
  times.push([step, performance.now() - began]);
  return outcome;
}

/** What a command of the product answers and says, also when it ends with another code than 0. */
async function product(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const { TRELLIS_TEST_SOCKET: socket = "", PATH = "", HOME = "" } = process.env;
  const given = { PATH, HOME, LANG: "en", NO_COLOR: "1", TRELLIS_TEST_SOCKET: socket, ...env };
  try {
    const { stdout, stderr } = await run(process.execPath, args, { cwd: root, env: given, maxBuffer: 10_000_000 });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}
const trellis = (args: readonly string[], env?: Record<string, string>) => product(["core/cli.ts", ...args], env);

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(folder, file), "utf8");
  expect(text.replace(from, to)).not.toBe(text);
  await writeFile(join(folder, file), text.replace(from, to));
}

const api = (
  url: string,
  method: string,
  path: string,
  { body, token = key }: { body?: object; token?: string } = {},
) => {
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const headers = { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": type }) };
  return fetch(`${url}/api/v1/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
};
const page = async (path: string): Promise<string> =>
  await (await fetch(dev.url + path, { headers: { cookie } })).text();

async function signIn(): Promise<string> {
  const body = new URLSearchParams({ login: "ada@example.com", password: "correct horse battery" });
  const answer = await fetch(`${dev.url}/login`, { method: "POST", body, redirect: "manual" });
  return (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
}

test("a plugin is begun, and is on in a system of one's own", async () => {
  await timed("npm run new:plugin visits", () => trellis(["plugin", "new", "visits", "--to", own]));
  await timed("npm run dev, on an empty disk, until a page answers", async () => {
    dev = await startProduct(bench, {}, ["core/app/develop/main.ts", folder]);
    expect((await fetch(`${dev.url}/login`)).status).toBe(200);
  });
  await eventually(async () => expect(dev.printed()).toContain("visits is on and up to date"));
  key = bench.token();
  cookie = await signIn();
  expect(await page("/")).toContain('href="/visits"');
  const pipeline = await (
    await api(dev.url, "POST", "pipelines", { body: { template: "simple", language: "en" } })
  ).text();
  const made = await api(dev.url, "POST", "deals", { body: { name: "A hundred chairs" } });
  expect([made.status, pipeline]).toEqual([201, expect.any(String)]);
  deal = ((await made.json()) as { id: string }).id;
});

test("a field that is added is in form, list, API and its description", async () => {
  await change("kinds/visits.json", '"done": {', `${field}\n    "done": {`);
  await timed("a field: saved → in the form", () =>
    eventually(async () => expect(await page("/visits/new")).toContain('name="place"')),
  );
  expect((await api(dev.url, "POST", "visits", { body: { name: "First", place: "Sofia", deal } })).status).toBe(201);
  expect(await (await api(dev.url, "GET", "openapi.json")).text()).toContain('"place"');
  await eventually(async () => {
    expect(await readFile(join(folder, "generated.ts"), "utf8")).toContain("readonly place: string | null;");
  });
});

test("a handler knows what its event holds", async () => {
  await change("plugin.json", '"hooks": [', `${consumes}\n    "hooks": [`);
  await change("index.ts", "definePlugin,", "definePlugin, systemActor,");
  await change("index.ts", "host.panel({", `${handler.replaceAll("nextStep", "nextStepp")}\n    host.panel({`);
  const check = () => product(["node_modules/typescript/bin/tsc", "--noEmit", "-p", folder]);
  const wrong = await timed("tsc finds a wrong property of an event", check);
  expect([wrong.code, wrong.said]).toEqual([
    2,
    expect.stringMatching(/index\.ts\(\d+,\d+\): error TS2\d+: .*nextStepp/),
  ]);
  await change("index.ts", /nextStepp/g, "nextStep");
  expect(await check()).toEqual({ code: 0, said: "" });
  await eventually(async () => {
    await api(dev.url, "PATCH", `deals/${deal}`, { body: { nextStep: "Measure the hall", nextStepOn: "2027-01-15" } });
    expect(await (await api(dev.url, "GET", "visits")).text()).toContain("Measure the hall");
  });
});

test("code that is changed works at once, and so does what it imports", async () => {
  await writeFile(join(folder, "most.ts"), "export const most = 1;\n");
  await change("index.ts", "import {", 'import { most } from "./most.ts";\nimport {');
  await change("index.ts", "limit: 5", "limit: most");
  const lines = async (): Promise<number> =>
    ((await page(`/deals/${deal}`)).match(/<a class="row-link grow" href="\/visits/g) ?? []).length;
  await eventually(async () => expect(await lines()).toBe(1));
  await writeFile(join(folder, "most.ts"), "export const most = 9;\n");
  await timed("code: saved → at work", () => eventually(async () => expect(await lines()).toBeGreaterThan(1)));
});

test("a template with a mistake says where, on the page, and the page is there", async () => {
  const good = await readFile(join(folder, "templates/_panel.hbs"), "utf8");
  await writeFile(join(folder, "templates/_panel.hbs"), good.replace("{{/each}}", "{{/if}}"));
  await timed("a mistake in a template: saved → said on the page", () =>
    eventually(async () =>
      expect(await page(`/deals/${deal}`)).toMatch(
        /_panel\.hbs:\d+: .*A hundred chairs|A hundred chairs[\s\S]*_panel\.hbs:\d+: /,
      ),
    ),
  );
  await writeFile(join(folder, "templates/_panel.hbs"), good);
  await timed("corrected: saved → shown", () =>
    eventually(async () => expect(await page(`/deals/${deal}`)).not.toContain("_panel.hbs")),
  );
});

test("lint says which Bulgarian word is missing, and where", async () => {
  for (const language of ["en", "de", "es", "zh-Hans"])
    await change(`locales/${language}.json`, "{", '{\n  "visits.field.place": "Place",');
  const { code, said } = await timed("trellis plugin lint", () => trellis(["plugin", "lint", folder]));
  expect([code, said]).toEqual([
    3,
    expect.stringMatching(/locales\/bg\.json#\/visits\.field\.place: .* is missing in bg/),
  ]);
  await change("locales/bg.json", "{", '{\n  "visits.field.place": "Място",');
  expect((await trellis(["plugin", "lint", folder])).code).toBe(0);
});

test("its tests pass", async () => {
  const { code, said } = await timed("npm test, one page with axe in it", () =>
    product(["core/run.mjs", "test:plugin", folder]),
  );
  expect([code, said]).toEqual([0, expect.stringMatching(/Tests {2}3 passed/)]);
});

test("the contract of the page holds", async () => {
  await writeFile(join(folder, "tests/contract.test.ts"), `${contract}\n`);
  const { code, said } = await timed("npm test with the contract", () =>
    product(["core/run.mjs", "test:plugin", folder]),
  );
  expect([code, said]).toEqual([0, expect.stringMatching(/Tests {2}7 passed/)]);
  await rm(join(folder, "tests/contract.test.ts"));
});

test("on a second installation it is installed, planned, on, off and on again, and keeps its records", async () => {
  const archive = join(own, "visits.tgz");
  const packed = await timed("trellis plugin pack", () => trellis(["plugin", "pack", folder, "--out", archive]));
  expect(packed.code).toBe(0);
  const place = await newPlace({ TRELLIS_PLUGINS_DIR: join(own, "second") });
  const second = await startProduct(place);
  try {
    const installed = await timed("trellis plugin install", () => trellis(["plugin", "install", archive], place.env));
    expect(installed.code).toBe(0);
    await livesThere(second, place);
    await scopedToken(second, place);
  } finally {
    second.signal("SIGTERM");
    await second.ended;
    await place.remove();
  }
});

async function livesThere(second: Product, place: Place): Promise<void> {
  const token = place.token();
  const ask = (method: string, path: string, body?: object) =>
    api(second.url, method, path, { token, ...(body && { body }) });
  const plan = await timed("the plan on a second installation", () => trellis(["plugin", "plan", "visits"], place.env));
  expect([plan.code, plan.said]).toEqual([0, expect.stringMatching(/plugin_visits\.visits[\s\S]*\/visits/)]);
  const agree = { kinds: { deal: ["read"] } };
  const wish = { everyone: true, agree };
  const on = await timed("switched on, with its table", () => ask("PUT", "plugins/visits/enabling", wish));
  expect([on.status, await on.text()]).toEqual([200, expect.stringContaining('"enabled"')]);
  expect((await ask("POST", "visits", { name: "Kept", place: "Sofia" })).status).toBe(201);
  await timed("off and on again", async () => {
    await ask("DELETE", "plugins/visits/enabling");
    expect((await ask("GET", "visits")).status).toBe(404);
    await ask("PUT", "plugins/visits/enabling", { everyone: true });
  });
  expect(await (await ask("GET", "visits")).json()).toMatchObject({ data: [{ name: "Kept", place: "Sofia" }] });
}

/** A key for this kind alone, and an answer that names the field. */
async function scopedToken(second: Product, place: Place): Promise<void> {
  const args = [
    "token",
    "create",
    "--user",
    "ada@example.com",
    "--name",
    "visits",
    "--scope",
    "visits:write",
    "--json",
  ];
  const { token } = JSON.parse((await trellis(args, place.env)).said) as { token: string };
  const url = `${second.url}/api/v1`;
  const curl = async (path: string, body: string): Promise<unknown> => {
    const headers = [`Authorization: Bearer ${token}`, "Content-Type: application/json"].flatMap((one) => ["-H", one]);
    return JSON.parse((await run("curl", ["-s", ...headers, "-d", body, `${url}/${path}`])).stdout);
  };
  const [, body = ""] = /-d '([^']+)'/.exec(tutorial) ?? [];
  expect(await curl("visits", body)).toMatchObject({ status: 422, errors: [{ pointer: "/day" }] });
  expect(await curl("visits", body.replace("tomorrow", "2026-11-26"))).toMatchObject({ name: "Measure the hall" });
  expect(await curl("contacts", '{"name": "Ivo"}')).toMatchObject({ status: 403 });
}

test("what is saved shows within two seconds", () => {
  const saved = times.filter(([step]) => step.includes("saved →"));
  expect(saved).toHaveLength(4);
  for (const [step, milliseconds] of saved) expect(milliseconds, step).toBeLessThan(2_000);
});
