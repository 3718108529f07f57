// Datasets speak of kinds and fields that there are, and their filters are ones that the API would take.
import { BadRequest, type Problem } from "../../kernel/errors.ts";
import { systemActor } from "../../kernel/actor.ts";
import { type Dataset, kindOf } from "../../records/datasets/dataset.ts";
import type { Kind } from "../../records/kind.ts";
import { filterSql } from "../../records/query/filter.ts";
import { Params } from "../../records/query/sql.ts";
import { problemIn } from "./problem.ts";

type KindNamed = (name: string) => Kind | undefined;

/** What is wrong with those whose kind there is; whether it is there is another question. */
export function datasetProblems(datasets: readonly Dataset[], kindNamed: KindNamed): Problem[] {
  return datasets.flatMap((dataset, at) => {
    const kind = kindNamed(dataset.kind);
    if (!kind) return [];
    const place = `/contributes/datasets/${at}`;
    const unknown = (dataset.fields ?? []).filter((path) => !kind.byPath.has(path));
    return [
      ...unknown.map((field) => problemIn("plugin.json", `${place}/fields`, "unknown_field", { field })),
      ...(unknown.length === 0 ? filterProblems(dataset, kind, place) : []),
    ];
  });
}

/** Values are judged as those of one who asks: neither language nor currency changes whether they are taken. */
const reading = { language: "en", timeZone: "UTC", currency: "EUR", country: "DE" };

function filterProblems(dataset: Dataset, kind: Kind, place: string): Problem[] {
  const { filter, id } = dataset;
  if (!filter) return [];
  try {
    const asked = {
      kind: kindOf(dataset, kind),
      actor: systemActor("plugins"),
      reading,
      alias: "t",
      params: new Params(),
    };
    filterSql(filter, asked);
    return [];
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    const reason = Object.values(error.values).join(" ") || error.code;
    return [problemIn("plugin.json", `${place}/filter`, "plugins.bad_filter", { id, reason })];
  }
}
