import type { Problem } from "../../kernel/errors.ts";
import { known } from "../query/columns.ts";
import { type FilterForm, filterForm } from "./filter.view.ts";
import type { ListAsk } from "./list-ask.ts";
import type { Parts, Visit } from "./parts.ts";

interface Question {
  readonly ask: ListAsk;
  readonly path: string;
  readonly typed: URLSearchParams;
  readonly problems?: readonly Problem[];
}

/** The form that asks a field of the list, or of the board, a question. */
export async function filterQuestion(
  parts: Pick<Parts, "choices">,
  visit: Visit,
  { ask, path, typed, problems = [] }: Question,
): Promise<FilterForm> {
  const { kind, reader } = visit;
  const field = known(kind, path);
  const choices = await parts.choices.load(reader.actor, [field], typed);
  return filterForm({ ...visit, ask, field, typed, choices, problems });
}
