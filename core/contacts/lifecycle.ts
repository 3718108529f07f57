// How far somebody is on the way from stranger to customer, and back.

export const lifecycles = [
  "new",
  "first_contact",
  "qualified",
  "customer",
  "cooling",
  "frozen",
  "dead",
  "returned",
  "not_relevant",
] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** States that follow from dates and are never chosen by a person. */
const computed: ReadonlySet<string> = new Set(["cooling", "frozen", "dead"]);

const chosen: readonly Lifecycle[] = ["new", "first_contact", "qualified", "customer"];

const computedNext: Readonly<Partial<Record<Lifecycle, readonly Lifecycle[]>>> = {
  customer: ["cooling", "frozen", "dead"],
  returned: ["cooling", "frozen", "dead"],
  cooling: ["frozen", "dead"],
  frozen: ["cooling", "dead"],
  first_contact: ["cooling", "frozen", "dead"],
  qualified: ["cooling", "frozen", "dead"],
};

const chosenNext: Readonly<Record<Lifecycle, readonly Lifecycle[]>> = {
  new: ["first_contact", "qualified", "customer", "not_relevant"],
  first_contact: ["new", "qualified", "customer", "not_relevant"],
  qualified: ["new", "first_contact", "customer", "not_relevant"],
  customer: ["new", "first_contact", "qualified", "returned", "not_relevant"],
  cooling: ["customer", "returned", "not_relevant"],
  frozen: ["customer", "returned", "not_relevant"],
  dead: ["customer", "returned", "not_relevant"],
  returned: ["customer", "not_relevant"],
  not_relevant: [...chosen, "returned"],
};

/** Where somebody may be moved from here; `byPerson` false for rules and jobs, which also may cool and freeze. */
export function nextLifecycles(from: Lifecycle, byPerson: boolean): readonly Lifecycle[] {
  return byPerson ? chosenNext[from] : [...chosenNext[from], ...(computedNext[from] ?? [])];
}

/** What is wrong with a move, as the code of a problem; undefined when it is fine. `from` is undefined for a new record. */
export function lifecycleProblem(from: Lifecycle | undefined, to: Lifecycle, byPerson: boolean): string | undefined {
  if (from === to) return undefined;
  if (byPerson && computed.has(to)) return "lifecycle_is_computed";
  if (from === undefined || nextLifecycles(from, byPerson).includes(to)) return undefined;
  return "lifecycle_move_not_allowed";
}
