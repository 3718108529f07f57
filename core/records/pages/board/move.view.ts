import { optionsOf } from "../../fields/types/choice.ts";
import type { Field } from "../../fields/field.ts";
import type { Kind } from "../../kind.ts";
import type { Rec } from "../../record.ts";
import { labelText } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { titleOf, valueAt } from "../values.ts";

export interface MoveFacts {
  readonly kind: Kind;
  readonly by: Field;
  readonly record: Rec;
  /** Query of the board the move is made on; empty elsewhere. */
  readonly boardQuery: string;
  /** Where to go without moving. */
  readonly back: string;
  readonly problems: readonly string[];
}

/** Where a record can be moved to: the menu of its card, and a page for browsers without script. */
export function moveView({ kind, by, record, boardQuery, back, problems }: MoveFacts, reader: Reader) {
  const base = `/${kind.plural}/${record.id}`;
  const now = valueAt(record, by.path);
  const open = optionsOf(by.schema).filter((option) => !option.archived || option.id === now);
  return {
    title: reader.say("records.board.move_title", { title: titleOf(record, kind.titleField) }),
    base,
    edit: `${base}/edit`,
    moves: `${base}/moves${boardQuery === "" ? "" : `?${boardQuery}`}`,
    version: record.version,
    places: open.map((option) => ({
      id: option.id,
      name: labelText(option.label, reader),
      current: option.id === now,
    })),
    back,
    problems,
  };
}
