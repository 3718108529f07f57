import type { Actor } from "../../kernel/actor.ts";
import type { HistoryLine } from "../history/history.ts";
import { referredIn, type Titles } from "./history.view.ts";
import type { Parts } from "./parts.ts";
import { titleOf } from "./values.ts";

/** Titles of everything that lines of history refer to and that this person may see. */
export async function titlesOf(
  { choices, kinds }: Parts,
  actor: Actor,
  lines: readonly HistoryLine[],
): Promise<Titles> {
  const ids = referredIn(lines, (name) => kinds.seenBy(actor).find(name));
  const found = await Promise.all(
    [...ids].filter(([kind]) => kinds.find(kind)).map(([kind, some]) => choices.named(actor, kind, [...some])),
  );
  return new Map(found.flat().map((one) => [one.id, one]));
}

/** Titles of the records that the lines are about, as far as they are not in the trash. */
export async function recordTitles(
  { choices, kinds }: Parts,
  actor: Actor,
  lines: readonly HistoryLine[],
): Promise<Titles> {
  const groups = Map.groupBy(
    lines.filter((line) => kinds.find(line.kind)),
    (line) => line.kind,
  );
  const found = await Promise.all(
    [...groups].map(([kind, some]) =>
      choices.named(
        actor,
        kind,
        some.map((line) => line.recordId),
      ),
    ),
  );
  return new Map(found.flat().map((one) => [one.id, one]));
}

/** Names of the others among them, which lie in the trash, as far as this person may see them there. */
export async function trashedTitles(
  { records, kinds }: Parts,
  actor: Actor,
  lines: readonly HistoryLine[],
  known: Titles,
): Promise<ReadonlyMap<string, string>> {
  const gone = new Map(
    lines.filter(({ recordId }) => !known.has(recordId)).map(({ recordId, kind }) => [recordId, kind]),
  );
  const found = [...gone].map(async ([id, name]) => {
    const kind = kinds.seenBy(actor).find(name);
    const record = kind && (await records.find(actor, name, id, { trash: true, fields: [kind.titleField] }));
    return record ? [[id, titleOf(record, kind.titleField)] as const] : [];
  });
  return new Map((await Promise.all(found)).flat());
}
