import { definePlugin } from "../plugins/plugin.ts";
import { ruleSection } from "../records/configuration/rule-section.ts";
import { Recomputation } from "../records/computed/recompute.ts";
import { computedMentions } from "../records/computed/computed-mentions.ts";
import { ruleRoutes } from "../records/pages/rules/rules.routes.ts";
import { RuleReports } from "../records/rules/rule-report.ts";
import { ruleMentions } from "../records/rules/rule-mentions.ts";
import { rulesPart } from "../records/rules/rules-api.schema.ts";
import { rulesApi } from "../records/rules/rules.routes.ts";
import { Trials } from "../records/rules/trials.ts";
import { services } from "../sdk/services.ts";
import { inside } from "./inside.ts";

const NIGHTLY = "23 2 * * *";
/** Other processes know a new definition within a second: until then they write by the old one. */
const SOON = 3_000;

/** What must hold for records, as the company says it. */
export const recordRulesArea = definePlugin({
  id: "rules",
  uses: {
    kinds: services.kinds,
    records: services.records,
    rules: services.rules,
    db: services.db,
    jobs: services.jobs,
    definitions: services.definitions,
    log: inside.log,
    through: services.through,
    pages: services.pages,
    configuration: services.configuration,
  },
  setup({ kinds, records, rules, through, pages, db, jobs, definitions, log, configuration }, host) {
    const trials = new Trials(records, kinds, async () => (await through.company()).timeZone);
    const recomputation = new Recomputation(db, kinds, async () => {
      const { timeZone, currency } = await through.company();
      return { zone: timeZone, currency };
    });
    host.job("recompute", async (_payload, run) => await recomputation.work(run), { schedule: NIGHTLY });
    definitions.onChange(() => {
      if (!jobs.isStarted) return;
      const soon = { key: "recompute", after: new Date(Date.now() + SOON) };
      jobs.enqueue(undefined, "rules.recompute", {}, soon).catch((error: unknown) => {
        log.warn({ err: error }, "rules: formulas wait for the schedule");
      });
    });
    host.mentions(ruleMentions);
    host.configuration(ruleSection(rules, configuration.named));
    host.mentions(computedMentions);
    host.api(rulesPart);
    const reports = new RuleReports({
      db,
      kinds,
      zone: async () => (await through.company()).timeZone,
      enqueue: async () =>
        jobs.isStarted ? await jobs.enqueue(undefined, "rules.report", {}, { key: "report" }) : null,
    });
    host.job("report", async (_payload, run) => await reports.work(run), { schedule: NIGHTLY });
    host.routes(rulesApi({ kinds, rules, trials, reports }));
    host.routes(ruleRoutes({ kinds, records, rules, reports, through, pages }));
  },
});
