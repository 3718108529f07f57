import { defineConfig } from "vitest/config";

// Slow tests (crashes, full disks, black holes) and tests on real files run by their own commands only.
const only = process.env["TRELLIS_TESTS"];
const database = "./tests/support/postgres.ts";
const chosen = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, globalSetup: [database], testTimeout: 20_000, hookTimeout: 60_000, ...more },
});

const everyday = [
  chosen("core", ["tests/core/**/*.test.ts", "plugins/*/tests/**/*.test.ts"]),
  chosen("contract", ["tests/contract/**/*.test.ts"]),
  chosen("journeys", ["tests/journeys/**/*.test.ts"], {
    globalSetup: [database, "./tests/support/chromium.ts"],
    testTimeout: 120_000,
    fileParallelism: false,
  }),
];
const slow = [chosen("slow", ["tests/slow/**/*.test.ts"], { testTimeout: 600_000, fileParallelism: false })];
const real = [chosen("real", ["tests/real/**/*.test.ts"], { testTimeout: 900_000, fileParallelism: false })];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: only === "slow" ? slow : only === "real" ? real : everyday,
  },
});
