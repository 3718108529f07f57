// Reads reports of vitest and says in one line how many tests passed and failed; no report is a failure.
// `--failed REPORT` names the files with failures instead, if they can be named. A later report stands for the files it has.
import { readFileSync } from "node:fs";

const [first, ...rest] = process.argv.slice(2);
if (first === "--failed") process.stdout.write(failedFiles(files(rest[0])).join("\n"));
else summarize([first, ...rest].map(files));

function summarize(reports) {
  const latest = new Map(reports.flatMap((report) => report.map((file) => [file.name, file])));
  const outcomes = [...latest.values()].flatMap(outcomesOf);
  const [passed, failed] = ["passed", "failed"].map((word) => outcomes.filter((outcome) => outcome === word).length);
  process.stdout.write(`${passed} passed, ${Math.max(failed, passed > 0 ? 0 : 1)} failed\n`);
  process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
}

/** Of each test; a file that could not be loaded has no test, and failed. */
function outcomesOf({ status, assertionResults }) {
  const outcomes = assertionResults.map((test) => test.status);
  return status === "failed" && !outcomes.includes("failed") ? [...outcomes, "failed"] : outcomes;
}

function failedFiles(report) {
  return report.filter((file) => outcomesOf(file).includes("failed")).map(({ name }) => name);
}

/** What a report says of each file; nothing where there is no report. */
function files(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8")).testResults;
  } catch {
    return [];
  }
}
