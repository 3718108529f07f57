// How the company sells, as configuration: pipelines, their stages and moves, and the reasons of losses.
import { isObject, type Json } from "../kernel/json.ts";
import { byAge, distinct } from "../records/configuration/distinct.ts";
import { recordSection } from "../records/configuration/record-section.ts";
import { itemProblem, type Section } from "../records/configuration/section.ts";
import type { Kinds } from "../records/kinds.ts";
import { type Rec, relatedIn } from "../records/record.ts";
import type { Sales } from "./sales.ts";
import type { DealSetup, Pipeline } from "./setup.ts";

/** Stages are named with their pipeline, because two pipelines may have a stage of the same name. */
const nameOfStage = (pipeline: string, stage: string): string => `${pipeline} / ${stage}`;

export function dealSections(sales: Sales, kinds: Kinds): readonly Section[] {
  return [pipelines(sales, kinds), stages(sales, kinds), moves(sales), lossReasons(sales, kinds)];
}

/** Stages by the names they have in the configuration. */
export async function stageNames({ setup }: Sales): Promise<ReadonlyMap<string, string>> {
  const { pipelines } = await setup();
  const stages = pipelines.flatMap((one) =>
    one.stages.map(({ id, name }) => ({ id, name: nameOfStage(one.name, name) })),
  );
  const named = distinct(stages.toSorted(byAge), ({ name }) => name);
  return new Map([...named].map(([name, { id }]) => [id, name]));
}

const titled = ({ name }: Rec): string => String(name);

const pipelines = ({ records }: Sales, kinds: Kinds): Section =>
  recordSection(records, kinds, {
    name: "pipelines",
    order: 40,
    kind: "pipeline",
    paths: ["position", "isDefault", "moves", "archived"],
    nameOf: titled,
    inputOf: async (name) => ({ name }),
  });

const stages = (sales: Sales, kinds: Kinds): Section =>
  recordSection(sales.records, kinds, {
    name: "stages",
    order: 41,
    kind: "stage",
    paths: ["position", "type", "probability", "quietAfter", "entryRules", "archived"],
    include: ["pipeline"],
    nameOf: (stage) => nameOfStage(relatedIn(stage, "pipeline")?.title ?? "", titled(stage)),
    inputOf: async (name) => stageNamed(name, await sales.setup()),
    remove: async (actor, _difference, id) => await sales.pipelines.archive(actor, { stage: id }),
  });

function stageNamed(name: string, { pipelines }: DealSetup): { name: string; pipeline: string } | undefined {
  // Of `Sales` and `Sales / East` the longer one is meant.
  const longest = pipelines.toSorted((one, other) => other.name.length - one.name.length);
  const pipeline = longest.find((one) => name.startsWith(nameOfStage(one.name, "")));
  return pipeline && { name: name.slice(nameOfStage(pipeline.name, "").length), pipeline: pipeline.id };
}

const lossReasons = ({ records }: Sales, kinds: Kinds): Section =>
  recordSection(records, kinds, {
    name: "lossReasons",
    order: 43,
    kind: "lossReason",
    paths: ["position", "needsNote", "archived"],
    nameOf: titled,
    inputOf: async (name) => ({ name }),
    remove: async (actor, _difference, id) => void (await records.change(actor, "lossReason", id, { archived: true })),
  });

/** Which stage may follow which, in pipelines where that is laid down: pipeline → stage → stages. */
function moves({ records, setup }: Sales): Section {
  return {
    name: "moves",
    order: 42,
    read: async () => {
      const laidDown = (await setup()).pipelines.filter(({ allowedMoves }) => allowedMoves !== null);
      return new Map(laidDown.map((pipeline) => [pipeline.name, movesByName(pipeline)]));
    },
    check: ({ after }) =>
      isObject(after) && Object.values(after).every((names) => Array.isArray(names))
        ? []
        : [itemProblem("", "not_an_object")],
    async write(actor, { name, after }) {
      const pipeline = (await setup()).pipelines.find((one) => one.name === name);
      if (!pipeline) return;
      const allowedMoves = movesById(pipeline, after as Record<string, readonly string[]>);
      await records.change(actor, "pipeline", pipeline.id, { allowedMoves });
    },
  };
}

const movesByName = ({ stages, allowedMoves }: Pipeline): Json => {
  const nameOf = (id: string): string => stages.find((stage) => stage.id === id)?.name ?? id;
  return Object.fromEntries(Object.entries(allowedMoves ?? {}).map(([from, to]) => [nameOf(from), to.map(nameOf)]));
};

const movesById = ({ stages }: Pipeline, byName: Readonly<Record<string, readonly string[]>>) => {
  const idOf = (name: string): string => stages.find((stage) => stage.name === name)?.id ?? name;
  return Object.fromEntries(Object.entries(byName).map(([from, to]) => [idOf(from), to.map(idOf)]));
};
