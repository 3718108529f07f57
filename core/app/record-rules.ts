import { definePlugin } from "../plugins/plugin.ts";
import { ruleSection } from "../records/configuration/rule-section.ts";
import { ruleMentions } from "../records/rules/rule-mentions.ts";
import { rulesPart } from "../records/rules/rules-api.schema.ts";
import { rulesApi } from "../records/rules/rules.routes.ts";
import { Trials } from "../records/rules/trials.ts";
import { services } from "../sdk/services.ts";

/** What must hold for records, as the company says it. */
export const recordRulesArea = definePlugin({
  id: "rules",
  uses: {
    kinds: services.kinds,
    records: services.records,
    rules: services.rules,
    through: services.through,
    configuration: services.configuration,
  },
  setup({ kinds, records, rules, through, configuration }, host) {
    const trials = new Trials(records, kinds, async () => (await through.company()).timeZone);
    host.mentions(ruleMentions);
    host.configuration(ruleSection(rules, configuration.named));
    host.api(rulesPart);
    host.routes(rulesApi({ kinds, rules, trials }));
  },
});
