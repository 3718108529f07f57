import type { Actor } from "../../kernel/actor.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Json } from "../../kernel/json.ts";
import { differencesBetween } from "./difference.ts";
import { type ConfigurationDocument, readDocument, within, writeDocument } from "./document.ts";
import type { Named } from "./named.ts";
import type { Difference, Grade, Items, Section } from "./section.ts";

/** One thing that applying a document would do. */
export interface Step {
  readonly section: string;
  readonly difference: Difference;
  readonly grade: Grade;
}

export interface ConfigurationPlan {
  /** In the order in which they are done. */
  readonly steps: readonly Step[];
  /** Items that stand here and not in the document, and stay: `fields/contact.region`. */
  readonly leftAlone: readonly string[];
}

export interface PlanOptions {
  /** Take out of use what a section of the document does not name. */
  readonly prune?: boolean;
}

interface Written {
  readonly by: Section;
  readonly difference: Difference;
}

interface Planned extends Step, Written {}

/** Kinds, fields, rules, pipelines, words and rights of this installation as a document, and a document as what is to be done. */
export class Configuration {
  readonly #sections = new Set<Section>();
  /** What records are called in it. */
  readonly named: Named;

  constructor(named: Named) {
    this.named = named;
  }

  /** Adds a section and answers how to take it out again. */
  add(section: Section): () => void {
    this.#sections.add(section);
    return () => void this.#sections.delete(section);
  }

  get sections(): readonly Section[] {
    return [...this.#sections].toSorted((a, b) => a.order - b.order);
  }

  /** Everything as it stands. Applied to this installation it changes nothing. */
  async export(): Promise<ConfigurationDocument> {
    const read = this.sections.map(async (section) => [section.name, await section.read()] as const);
    return writeDocument(new Map(await Promise.all(read)));
  }

  /** What applying the document would do; writes nothing. Throws Invalid with every problem of every item. */
  async plan(document: unknown, options: PlanOptions = {}): Promise<ConfigurationPlan> {
    const { planned, leftAlone } = await this.#planned(document, options);
    return { steps: planned.map(shown), leftAlone };
  }

  /**
   * Does what the plan says, one step after the other, and tells of each. When one fails, the ones before it stay done;
   * applying the document again goes on from there.
   */
  async apply(
    actor: Actor,
    document: unknown,
    { told, ...options }: PlanOptions & { told(step: Step): void },
  ): Promise<number> {
    const { planned } = await this.#planned(document, options);
    for (const step of planned) {
      await write(actor, step.by, step.difference);
      told(shown(step));
    }
    return planned.length;
  }

  async #planned(document: unknown, { prune = false }: PlanOptions) {
    const wanted = readDocument(document, this.sections);
    const planned: Written[] = [];
    const leftAlone: string[] = [];
    for (const [section, items] of wanted) {
      const standing = await section.read();
      const takesOut = prune && section.remove !== undefined;
      const differences = differencesBetween(standing, await completed(section, standing, items), takesOut);
      planned.push(
        ...(section.inTurn?.(differences) ?? differences).map((difference) => ({ by: section, difference })),
      );
      if (!takesOut) leftAlone.push(...missing(section.name, [...standing.keys()], [...items.keys()]));
    }
    await refuseProblems(planned);
    return { planned: inOrder(planned.map(stepOf)), leftAlone };
  }
}

async function completed({ completed: complete }: Section, standing: Items, said: Items): Promise<Items> {
  if (!complete) return said;
  const whole = async ([name, item]: readonly [string, Json]): Promise<[string, Json]> => {
    const before = standing.get(name);
    return [name, before === undefined ? item : await complete(before, item, name)];
  };
  return new Map(await Promise.all([...said].map(whole)));
}

/** What a plan tells of a step: secrets stay with whoever writes them. */
function shown({ by, ...step }: Planned): Step {
  const { shown: show } = by;
  if (!show) return step;
  const { difference } = step;
  const items = {
    ...("before" in difference && { before: show(difference.before) }),
    ...("after" in difference && { after: show(difference.after) }),
  };
  return { ...step, difference: { ...difference, ...items } };
}

/** Of items that were found sound. */
const stepOf = ({ by, difference }: Written): Planned => ({
  by,
  section: by.name,
  difference,
  grade: by.grade?.(difference) ?? (difference.action === "remove" ? "destructive" : "safe"),
});

function missing(section: string, standing: readonly string[], named: readonly string[]): string[] {
  const known = new Set(named);
  return standing.filter((name) => !known.has(name)).map((name) => `${section}/${name}`);
}

/** First what is written, then what goes: nothing is taken away before what replaces it is there. */
function inOrder(planned: readonly Planned[]): Planned[] {
  const gone = planned.filter(({ difference }) => difference.action === "remove");
  return [...planned.filter((step) => !gone.includes(step)), ...gone.toReversed()];
}

async function refuseProblems(planned: readonly Written[]): Promise<void> {
  const problems: Problem[] = [];
  const written = planned.flatMap(({ by, difference }) => (difference.action === "remove" ? [] : { by, difference }));
  const coming = new Set(written.flatMap(({ by, difference }) => by.rights?.(difference) ?? []));
  for (const { by, difference } of written) {
    const found = await by.check(difference, coming);
    problems.push(...found.map((problem) => within(by.name, difference.name, problem)));
  }
  if (problems.length > 0) throw new Invalid(problems, "configuration.invalid");
}

async function write(actor: Actor, by: Section, difference: Difference): Promise<void> {
  if (difference.action === "remove") await by.remove?.(actor, difference);
  else await by.write(actor, difference);
}
