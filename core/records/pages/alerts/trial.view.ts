// What came of trying rules on what has happened, as the page of the rules shows it.
import type { KindsSeen } from "../../kind.ts";
import type { RuleFigures } from "../../reading/trial/compare.ts";
import type { Noted } from "../../reading/trial/told.ts";
import type { Trial } from "../../reading/trial/trials.ts";
import type { Reader } from "../reader.ts";
import { sentenceOf } from "./alerts.view.ts";

/** Of each list so many are shown; the figures count all. */
const SHOWN = 200;

export function trialView({ since, rules, told, silent, names }: Trial, seen: KindsSeen, reader: Reader) {
  const line = (one: Noted) => ({
    at: one.at,
    who: names.get(one.userId) ?? one.userId,
    person: `/settings/people/${one.userId}`,
    text: sentenceOf(one, seen, reader),
  });
  return {
    since,
    rules: rules.map((figures) => figuresView(figures, reader)),
    lists: [
      {
        id: "told",
        none: "alerts.trial.none",
        more: Math.max(0, told.length - SHOWN),
        lines: told.slice(0, SHOWN).map((one) => ({ ...line(one), tag: becameOf(one.raised) })),
      },
      {
        id: "silent",
        none: "alerts.trial.none_silent",
        more: Math.max(0, silent.length - SHOWN),
        lines: silent.slice(0, SHOWN).map((one) => ({ ...line(one), tag: becameOf(one) })),
      },
    ],
  };
}

const figuresView = ({ rule, ...figures }: RuleFigures, reader: Reader) => ({
  ...figures,
  label: reader.say(`alerts.rule.${rule}`),
});

/** What was told of the same in truth, and what somebody called it. */
function becameOf(raised: { readonly seenAt: string | null; readonly falseAlarm: boolean | null } | null) {
  if (!raised) return { color: "blue", label: "alerts.trial.new" };
  if (raised.falseAlarm) return { color: "gray", label: "alerts.false" };
  return { color: "orange", label: raised.seenAt === null ? "alerts.trial.open" : "alerts.trial.was" };
}
