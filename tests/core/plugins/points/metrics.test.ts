// What a module counts is there for whoever watches, as long as the module is.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inside } from "../../../../core/app/inside.ts";
import { ModuleMetrics } from "../../../../core/app/telemetry/module-metrics.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { codePlugin } from "../../../support/code-plugin.ts";
import { emptyFolder, faultsIn } from "../../../support/plugin-folder.ts";

const metrics = [
  { name: "rides", type: "counter", help: "Rides that were begun", labels: { by: ["bus", "boat"] } },
  { name: "waiting", type: "gauge", help: "People at the stop" },
  { name: "ride_seconds", type: "histogram", help: "How long rides took", buckets: [10, 60] },
];

let folder: string;
let app: TestApp;
let admin: TestPerson;
let id: string;
const modules = new ModuleMetrics();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-metrics-"));
  app = await startTestApp({ pluginsDir: folder });
  admin = await app.person("admin");
  modules.use(app.get(inside.measures));
  id = await codePlugin(folder, {
    imports: 'import { services } from "trellis/sdk";',
    code: `setup: const metrics = get(services.metrics);
      host.command({ id: "ID.ride", label: "web.settings", icon: "ship", order: 1, run: async () => {
        for (const by of ["bus", "boat", "boat", "a name that somebody made up"]) metrics.count("rides", { by });
        metrics.set("waiting", 7);
        metrics.observe("ride_seconds", 12);
        return { said: "web.settings" };
      } });`,
    manifest: {
      permissions: [{ id: "ID.use", label: { en: "Use" } }],
      contributes: { metrics, commands: [{ id: "ID.ride", permission: "ID.use" }] },
    },
  });
  await app.get(services.plugins).enable(admin.actor, id);
  const [command] = app.get(services.contributions).commands.filter((one) => one.id === `${id}.ride`);
  await command?.run?.(admin.actor);
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
});

const collected = async (): Promise<Record<string, unknown>> => {
  const { resourceMetrics } = await modules.collect();
  const all = resourceMetrics.scopeMetrics.flatMap(({ metrics: some }) => some);
  return Object.fromEntries(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => [attributes, value]),
    ]),
  );
};

test("stands under its module's name, and what nobody declared is counted as other", async () => {
  const name = id.replaceAll("-", "__");
  const text = await app.metrics();
  for (const line of [
    `# HELP ${name}_rides_total Rides that were begun`,
    `${name}_rides_total{by="boat"} 2`,
    `${name}_rides_total{by="other"} 1`,
    `${name}_waiting 7`,
    `${name}_ride_seconds_bucket{le="60"} 1`,
  ])
    expect(text).toContain(line);
});

test("is sent to the collector, too, and not any more once the module is off", async () => {
  expect(await collected()).toMatchObject({
    [`${id}.rides`]: [
      [{ by: "bus" }, 1],
      [{ by: "boat" }, 2],
      [{ by: "other" }, 1],
    ],
    [`${id}.waiting`]: [[{}, 7]],
    [`${id}.ride_seconds`]: [[{}, { count: 1, sum: 12, buckets: { boundaries: [10, 60], counts: [0, 1, 0] } }]],
  });
  await app.get(services.plugins).disable(admin.actor, id);
  expect(await app.metrics()).toBe("");
  expect(await collected()).toEqual({});
  await app.get(services.plugins).enable(admin.actor, id);
  expect(await app.metrics()).not.toContain('by="boat"');
});

test("has a name of its own, and no label without an end", async () => {
  const wrong = await emptyFolder();
  const one = metrics[0];
  await codePlugin(wrong.path, { id: "buses", code: "setup:", manifest: { contributes: { metrics: [one, one] } } });
  const faults = async () => (await faultsIn({ ...wrong, path: join(wrong.path, "buses") })).join();
  expect(await faults()).toContain("/contributes/metrics/1: plugins.given_twice");
  await codePlugin(wrong.path, {
    id: "buses",
    code: "setup:",
    manifest: { contributes: { metrics: [{ ...one, labels: { who: [] } }] } },
  });
  expect(await faults()).toContain("/contributes/metrics/0/labels/who");
});
