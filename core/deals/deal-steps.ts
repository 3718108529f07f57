import { hasAny, type SetupStep, wordsOfStep } from "../records/setup-step.ts";
import type { Sales } from "./sales.ts";

/** Saying how one sells, and the first deal. */
export const dealSteps = ({ records, setup }: Pick<Sales, "records" | "setup">): readonly SetupStep[] => [
  {
    ...wordsOfStep("pipeline"),
    id: "deals.pipeline",
    path: "/deals/board",
    order: 20,
    isDone: async () => (await setup()).pipelines.length > 0,
  },
  {
    ...wordsOfStep("deal"),
    id: "deals.first",
    path: "/deals/new",
    order: 30,
    isDone: () => hasAny(records, "deal"),
  },
];
