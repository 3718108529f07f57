import type { Kind } from "../../kind.ts";
import type { Related } from "../../record.ts";
import type { RuleReport } from "../../rules/rule-report.ts";
import type { Reader } from "../reader.ts";

/** How far the look at old records is, and those that break the rule, as far as this person may see them. */
export function reportView(report: RuleReport, seen: readonly Related[], kind: Kind, { say }: Reader) {
  const { done, total, found } = report;
  const running = isRunning(report);
  return {
    sentence: running ? say("rules.report.running", { done, total }) : say("rules.report.found", { found, total }),
    soFar: running && found > 0 ? say("rules.report.so_far", { found }) : null,
    at: report.endedAt ?? report.startedAt,
    records: seen.map(({ id, title }) => ({ title, path: `/${kind.plural}/${id}` })),
    more: found > seen.length ? say("rules.report.more", { count: found - seen.length }) : null,
  };
}

/** True while there are records it has not looked at. */
export const isRunning = ({ state }: RuleReport): boolean => state === "waiting" || state === "running";
