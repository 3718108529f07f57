import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// Slow tests (crashes, full disks, black holes) and tests on real files run by their own commands only.
const only = process.env["TRELLIS_TESTS"];
const database = "./tests/support/postgres.ts";
const chromium = "./tests/support/chromium.ts";
// A plugin's code and tests, wherever they lie: what they import of the product is this one.
const door = { "trellis/sdk": "core/sdk/index.ts", "trellis/testing": "core/sdk/testing.ts" };
const alias = Object.fromEntries(Object.entries(door).map(([name, file]) => [name, join(import.meta.dirname, file)]));
// What a new plugin starts from is no plugin yet: its tests run in the copy that new-plugin's test makes.
const exclude = ["**/node_modules/**", "plugins/.pattern/**"];
// What is late on a busy machine is not wrong.
const patient = { poll: { timeout: 30_000 } };
// Tests in a process of their own: what they put in the place of a library is for them alone, or they measure what the process does.
const apart = [
  "tests/core/security/{passwords,sign-in}.test.ts",
  "tests/core/{plugins,sdk}/contract.test.ts",
  "tests/core/**/hostile.test.ts",
];
// Nothing but time: how long others are kept waiting.
const stalls = ["tests/core/**/{many-fields,stall,trial-stall}.test.ts"];
const chosen = (name: string, include: string[], more: object = {}) => ({
  resolve: { alias },
  test: {
    name,
    include,
    exclude,
    globalSetup: [database],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: patient,
    ...more,
  },
});

const everyday = [
  // Files share what has been loaded, as people share one process: it takes half the time of starting anew for each.
  chosen("core", ["tests/core/**/*.test.ts", "plugins/*/tests/**/*.test.ts"], {
    isolate: false,
    exclude: [...exclude, ...apart, ...stalls],
  }),
  chosen("apart", apart),
  chosen("contract", ["tests/contract/**/*.test.ts"], { isolate: false }),
  chosen("journeys", ["tests/journeys/**/*.test.ts"], {
    globalSetup: [database, chromium],
    fileParallelism: false,
    isolate: false,
    sequence: { groupOrder: 1 },
  }),
];
// What is promised in milliseconds is guarded every day, and measured with the slow tests, one file after the other.
const timed = globSync("tests/core/**/*.test.ts").filter((file) => readFileSync(file, "utf8").includes("/quickly.ts"));
const slow = [
  chosen("slow", ["tests/slow/**/*.test.ts", "tests/journeys/every-page.test.ts"], {
    globalSetup: [database, chromium],
    testTimeout: 600_000,
    fileParallelism: false,
  }),
  chosen("timed", timed, { fileParallelism: false, sequence: { groupOrder: 1 } }),
];
const real = [chosen("real", ["tests/real/**/*.test.ts"], { testTimeout: 900_000, fileParallelism: false })];
const folder = process.env["TRELLIS_TEST_FOLDER"] ?? "";
const ofPlugin = chosen("plugin", ["tests/**/*.test.ts"], { dir: folder });

const sets: Readonly<Record<string, object[]>> = { slow, real, plugin: [ofPlugin] };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: sets[only ?? ""] ?? everyday,
  },
});
