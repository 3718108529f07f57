// Lines that come of one calculation: made together, and worked out anew together when its answers change.
import {
  type Actor,
  type Answers,
  type Input,
  Invalid,
  newId,
  NotFound,
  type Problem,
  type Rec,
  type Transaction,
} from "trellis/sdk";
import {
  type CalculatorFacts,
  calculatorOf,
  type PartFacts,
  partsOf,
  sheetOf,
  workPart,
  type Worked,
} from "./calculator.ts";
import { plainly } from "./calculated.ts";
import { settleAmount } from "./keeping.ts";
import type { LineNeeds } from "./offers.ts";
import { problem } from "./problem.ts";

export interface Calculation {
  readonly id: string;
  readonly deal: string;
  readonly calculator: string;
  readonly inputs: Answers["values"];
  readonly lines: readonly Rec[];
}

/** What each part comes to, tried out; a problem where nothing does. */
export interface Trial {
  readonly problems: readonly Problem[];
  readonly parts: readonly { readonly part: PartFacts; readonly worked: Worked | Problem }[];
}

/** Ends a rehearsal: everything is taken back. */
class Tried extends Error {
  readonly lines: readonly Rec[];

  constructor(lines: readonly Rec[]) {
    super("tried");
    this.lines = lines;
  }
}

export interface Asked {
  readonly inputs: Input;
  /** Nothing of it stays: only to see what would come of it. */
  readonly rehearsal?: boolean;
}

export class Calculations {
  readonly #needs: LineNeeds;

  constructor(needs: LineNeeds) {
    this.#needs = needs;
  }

  /** A calculator for somebody who may see it; NotFound otherwise. */
  async calculator(actor: Actor, id: string): Promise<CalculatorFacts> {
    await this.#needs.records.get(actor, "calculator", id, { fields: [] });
    const found = await calculatorOf(this.#needs.db, id);
    if (!found) throw new NotFound("records.not_found", { kind: "calculator" });
    return found;
  }

  /** What its formulas say about these answers, without a deal. */
  async trial(actor: Actor, calculator: string, inputs: unknown): Promise<Trial> {
    const { sheet, taken, parts } = await this.#answered(actor, calculator, inputs);
    if (taken.problems.length > 0) return { problems: taken.problems, parts: [] };
    const worked = parts.map((part) => ({ part, worked: workPart(part, { sheet, actor, values: taken.values }) }));
    return { problems: [], parts: worked };
  }

  /** A line for each part that is needed; answers them. */
  async add(actor: Actor, about: { deal: string; calculator: string }, asked: Asked): Promise<readonly Rec[]> {
    const needed = await this.#needed(actor, about.calculator, asked.inputs);
    return await this.#written(actor, about.deal, asked, async (trx) => {
      const common = { deal: about.deal, inputs: asked.inputs, calculation: newId() };
      return await this.#create(actor, trx, { common, parts: needed.parts });
    });
  }

  /** Works the lines of a calculation out anew: those that are not needed any more go, others come. */
  async change(actor: Actor, id: string, asked: Asked): Promise<readonly Rec[]> {
    const { deal, calculator, lines } = await this.of(actor, id);
    const { parts } = await this.#needed(actor, calculator, asked.inputs);
    return await this.#written(actor, deal, asked, async (trx) => {
      const { records } = this.#needs;
      const stands = new Map(lines.map((line) => [line["part"], line]));
      for (const line of lines)
        if (!parts.some((part) => part.id === line["part"])) await records.remove(actor, "deal_line", line.id, { trx });
      const changed: Rec[] = [];
      for (const { id: part } of parts) {
        const line = stands.get(part);
        if (line) changed.push(await records.change(actor, "deal_line", line.id, { inputs: asked.inputs }, { trx }));
      }
      const common = { deal, inputs: asked.inputs, calculation: id };
      const fresh = parts.filter((part) => !stands.has(part.id));
      return [...changed, ...(await this.#create(actor, trx, { common, parts: fresh }))];
    });
  }

  /** A calculation by its lines; NotFound where somebody sees none of them. */
  async of(actor: Actor, id: string): Promise<Calculation> {
    const filter = { field: "calculation", op: "eq", value: id } as const;
    const { data } = await this.#needs.records.list(actor, "deal_line", { filter, sort: inOrder, limit: 100 });
    const [first] = data;
    const text = "select calculator_id as calculator from plugin_products.calculator_parts where id = $1";
    const [row] = first ? await this.#needs.db.query<{ calculator: string }>({ text, values: [first["part"]] }) : [];
    if (!first || !row) throw new NotFound("records.not_found", { kind: "deal_line" });
    const inputs = (first["inputs"] ?? {}) as Answers["values"];
    return { id, deal: String(first["deal"]), calculator: row.calculator, inputs, lines: data };
  }

  /** Takes all of its lines away. */
  async remove(actor: Actor, id: string): Promise<void> {
    const { deal, lines } = await this.of(actor, id);
    await this.#written(actor, deal, { inputs: {} }, async (trx) => {
      for (const line of lines) await this.#needs.records.remove(actor, "deal_line", line.id, { trx });
      return lines;
    });
  }

  async #answered(actor: Actor, calculator: string, inputs: unknown) {
    const facts = await this.calculator(actor, calculator);
    const sheet = sheetOf(facts);
    if (!sheet) throw new Invalid([problem("calculator", "calculator_broken")]);
    const { currency } = await this.#needs.sales.setup(this.#needs.db);
    const taken = sheet.take(inputs, { ...plainly, currency: facts.currency ?? currency });
    return { sheet, taken, parts: await partsOf(this.#needs.db, calculator) };
  }

  /** The parts that are needed; Invalid with what does not fit, and where nothing would come of it. */
  async #needed(actor: Actor, calculator: string, inputs: unknown) {
    const { problems, parts } = await this.trial(actor, calculator, inputs);
    const wrong = parts.flatMap(({ worked }) => ("needed" in worked ? [] : [worked]));
    const all = [...problems.map((one) => ({ ...one, pointer: `/inputs${one.pointer}` })), ...wrong];
    if (all.length > 0) throw new Invalid(all);
    const needed = parts.filter(({ worked }) => "needed" in worked && worked.needed).map(({ part }) => part);
    if (needed.length === 0) throw new Invalid([problem("inputs", "nothing_needed")]);
    return { parts: needed };
  }

  async #create(
    actor: Actor,
    trx: Transaction,
    { common, parts }: { readonly common: Input; readonly parts: readonly PartFacts[] },
  ): Promise<readonly Rec[]> {
    const text = "select coalesce(max(position), 0)::int as last from plugin_products.deal_lines where deal_id = $1";
    const [row] = await trx.query<{ last: number }>({ text, values: [common["deal"]] });
    const made: Rec[] = [];
    for (const [at, { id: part }] of parts.entries()) {
      const position = (row?.last ?? 0) + 10 * (at + 1);
      made.push(await this.#needs.records.create(actor, "deal_line", { ...common, part, position }, { trx }));
      await this.#needs.adoption.record(actor, "products.line", trx);
    }
    return made;
  }

  /** In one transaction, all or nothing; taken back again where it was a rehearsal. */
  async #written(
    actor: Actor,
    deal: string,
    { rehearsal = false }: Asked,
    work: (trx: Transaction) => Promise<readonly Rec[]>,
  ): Promise<readonly Rec[]> {
    await this.#needs.records.get(actor, "deal", deal, { fields: [] });
    try {
      const lines = await this.#needs.db.transaction(async (trx) => {
        const written = await work(trx);
        if (rehearsal) throw new Tried(written);
        return written;
      });
      await settleAmount(this.#needs, deal);
      return lines;
    } catch (error) {
      if (error instanceof Tried) return error.lines;
      throw error;
    }
  }
}

const inOrder = [
  { field: "position", direction: "asc" },
  { field: "createdAt", direction: "asc" },
] as const;
