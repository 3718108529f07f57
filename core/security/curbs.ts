// What is taken from somebody for a time, whatever their roles say: in a lockdown, or while they are about to leave.
import type { Curb } from "../kernel/actor.ts";

/** False for a right that is not left under a curb. */
const isLeft: Readonly<Record<Curb, (right: string) => boolean>> = {
  notice: (right) => !/\.(export|delete)$/.test(right),
  read_only: (right) => right.endsWith(".read"),
  no_exits: (right) => !right.endsWith(".export"),
  masked: () => true,
};

/** The grants that are left. */
export function curbed<T>(grants: ReadonlyMap<string, T>, curbs: readonly Curb[]): ReadonlyMap<string, T> {
  if (curbs.length === 0) return grants;
  return new Map([...grants].filter(([right]) => curbs.every((curb) => isLeft[curb](right))));
}
