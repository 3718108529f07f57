// What a rule can be limited to: the stages its kind goes through, and teams.
import { may, type Actor } from "../../../kernel/actor.ts";
import { optionsOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import { type Related, relatedIn } from "../../record.ts";
import type { Records } from "../../records.ts";
import { kindReferred } from "../choices.ts";
import { labelText } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { titleOf } from "../values.ts";

export interface RuleChoices {
  /** In their order; null when the kind goes through none. */
  readonly stages: readonly Related[] | null;
  readonly teams: readonly Related[];
}

interface Sources {
  readonly kinds: Kinds;
  readonly records: Records;
}

/** Everything that may be chosen in the form of a rule about this kind. */
export async function choicesFor(sources: Sources, kind: Kind, reader: Reader): Promise<RuleChoices> {
  const [stages, teams] = await Promise.all([stagesOf(sources, kind, reader), all(sources, reader.actor, "team")]);
  return { stages, teams };
}

async function stagesOf(sources: Sources, kind: Kind, reader: Reader): Promise<readonly Related[] | null> {
  const board = kind.byPath.get(kind.boardField ?? "");
  if (!board) return null;
  if (board.type.input === "choice")
    return optionsOf(board.schema).map(({ id, label }) => ({ id, title: labelText(label, reader) }));
  return await all(sources, reader.actor, kindReferred(board) ?? "");
}

/** All records of a small kind by name; those that belong to something, such as a pipeline, beside its name. */
async function all({ kinds, records }: Sources, actor: Actor, name: string): Promise<readonly Related[]> {
  const kind = kinds.seenBy(actor).find(name);
  if (!kind || !may(actor, `${kind.plural}.read`)) return [];
  const above = kind.fields.find(({ type, required }) => required && type.name === "reference")?.path;
  const sort = [{ field: kind.byPath.has("position") ? "position" : kind.titleField, direction: "asc" } as const];
  const { data } = await records.list(actor, name, { sort, limit: 200, ...(above && { include: [above] }) });
  const whole = (record: (typeof data)[number]): string => relatedIn(record, above ?? "")?.title ?? "";
  const several = new Set(data.map(whole)).size > 1;
  return data
    .toSorted((a, b) => whole(a).localeCompare(whole(b)))
    .map((record) => {
      const title = titleOf(record, kind.titleField);
      return { id: record.id, title: several ? `${whole(record)} · ${title}` : title };
    });
}
