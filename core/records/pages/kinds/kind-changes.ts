// What would change, in words, before it changes.
import { sameJson } from "../../../kernel/json.ts";
import type { KindPlan, OwnKind } from "../../own-kinds/own-kind.ts";
import type { Uses } from "../../own-kinds/uses.ts";
import { labelOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";
import { pathLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";

export interface ChangeLine {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

type Word = (plan: KindPlan) => string;

/** Each part of a plan that differs, as people read it. */
export function changeLines(before: OwnKind, after: KindPlan, kind: Kind, reader: Reader): readonly ChangeLine[] {
  const { say } = reader;
  const words: Readonly<Record<string, Word>> = {
    one: ({ one }) => inAllLanguages(one),
    many: ({ many }) => inAllLanguages(many),
    titleLabel: ({ titleLabel }) => (titleLabel ? inAllLanguages(titleLabel) : say("kinds.field.name")),
    icon: ({ icon }) => say(`kinds.icon.${icon}`),
    owned: ({ owned }) => say(owned ? "kinds.owned.yes" : "kinds.owned.no"),
    menu: ({ menu }) => (menu === null ? say("kinds.not_in_menu") : String(menu)),
    newKey: ({ newKey }) => newKey ?? say("kinds.no_letter"),
    listColumns: ({ listColumns }) => listColumns.map((path) => pathLabel(kind, path, reader)).join(", "),
    boardField: ({ boardField }) => (boardField ? pathLabel(kind, boardField, reader) : say("kinds.no_board")),
  };
  return Object.entries(words)
    .filter(([part]) => !sameJson(before[part as keyof KindPlan], after[part as keyof KindPlan]))
    .map(([part, word]) => ({ label: say(`kinds.${part}`), before: word(before), after: word(after) }));
}

const inAllLanguages = (words: KindPlan["one"]): string =>
  Object.keys(words)
    .map((language) => `${labelOf(words, language)} (${language})`)
    .join(", ");

/** What the change does to people's work; empty when nobody will miss anything. */
export function effectsOf(before: OwnKind, after: KindPlan, { records }: Uses, { say }: Reader): readonly string[] {
  const effects: string[] = [];
  if (before.owned && !after.owned) effects.push(say("kinds.effect.shared", { count: records }));
  if (!before.owned && after.owned) effects.push(say("kinds.effect.owned", { count: records }));
  if (before.boardField !== null && after.boardField !== before.boardField) effects.push(say("kinds.effect.board"));
  return effects;
}
