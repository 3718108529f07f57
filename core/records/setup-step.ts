// What the first steps of an installation are made of.
import { systemActor } from "../kernel/actor.ts";
import type { Records } from "./records.ts";

/** A step of setting things up, ticked off by what is there, not by what somebody clicked. */
export interface SetupStep {
  /** Begins with the id of who adds it, such as `deals.pipeline`. */
  readonly id: string;
  /** Keys of the words: what there is to do, and a sentence about it. */
  readonly label: string;
  readonly text: string;
  /** Own path of where it is done. */
  readonly path: string;
  readonly order: number;
  isDone(): Promise<boolean>;
}

/** The words of a first step. */
export const wordsOfStep = (step: string) => ({
  label: `today.checklist.${step}`,
  text: `today.checklist.${step}.text`,
});

/** True when there are so many records of the kind. */
export async function hasAny(records: Records, kind: string, least = 1): Promise<boolean> {
  const { data } = await records.list(systemActor("setup"), kind, { limit: least });
  return data.length >= least;
}
