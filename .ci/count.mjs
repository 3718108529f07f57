// Reads the report of vitest and says in one line how many tests passed and failed; no report is a failure.
import { readFileSync } from "node:fs";

const { passed, failed } = count(process.argv[2]);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

function count(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    // A file that could not be loaded has no failed test of its own.
    const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 ? 1 : 0);
    return { passed: report.numPassedTests, failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
