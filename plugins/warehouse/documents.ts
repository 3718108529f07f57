// What is done with documents of the warehouse. Each step is one transaction: state, moves, values, reservations and history.
import {
  type Actor,
  Conflict,
  type Database,
  type Input,
  Invalid,
  keyOf,
  may,
  NotAllowed,
  NotFound,
  type Rec,
  type Records,
  type Transaction,
} from "trellis/sdk";
import { forget, reveal } from "./blind.ts";
import { lockDocument, movementsOf, productsOf, type State, type StockDocument } from "./document.ts";
import { freeze, refuseCountedTwice, refuseFrozen, timeOf } from "./freezing.ts";
import { unpackKits } from "./kits.ts";
import { type Correction, post, type Posting } from "./ledger.ts";
import { type Loss, lostFrom, stillOnTheWay } from "./lost.ts";
import { proposeLots, proposesLots, refuseBlank, settleLots } from "./lots.ts";
import { policiesOf } from "./policies.ts";
import type { Posted } from "./posted.ts";
import { problem } from "./problem.ts";
import { refuseUnsoundWorth } from "./revaluing.ts";
import { atOriginalCost } from "./returned.ts";
import { reverse } from "./reversing.ts";
import { turns } from "./turns.ts";
import { whileAtWork, working } from "./working.ts";
import { handOver, keep, letGo, lockWithKept, type Wanted } from "./reservations.ts";

export interface Needs {
  readonly db: Database;
  readonly records: Records;
  /** Told of what was carried out, in its transaction. */
  readonly posted?: (trx: Transaction, posted: Posted) => Promise<void>;
}

/** What the person was looking at, and whether it is only to be tried. */
export interface Step {
  readonly version: number | undefined;
  readonly rehearsal?: boolean;
}

/** `unpacks`: what is in kits stands on the lines from now on. */
interface Taking extends Step {
  readonly unpacks?: boolean;
}

export interface Outcome {
  readonly document: Rec;
  /** What a document of an earlier day changes of what was believed since. */
  readonly corrections: readonly Correction[];
}

/** Ends a rehearsal: everything is taken back. */
class Tried extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super("tried");
    this.outcome = outcome;
  }
}

export class Documents {
  readonly #db: Database;
  readonly #records: Records;
  readonly #posted: Needs["posted"];

  constructor({ db, records, posted }: Needs) {
    this.#db = db;
    this.#records = records;
    this.#posted = posted;
  }

  /** A draft becomes binding: goods of a shipment are kept for it as far as there are any; a count begins. */
  async confirm(actor: Actor, id: string, step: Step): Promise<Outcome> {
    const before = await this.#mine(actor, id);
    return await this.#step(actor, id, { ...step, unpacks: true }, async (trx, document) => {
      refuseState(document, ["draft"]);
      // What a count finds may be written while it goes on.
      if (document.lines.length === 0 && document.type !== "count") throw new Invalid([problem("lines", "no_lines")]);
      if (document.type === "revaluation") {
        refuseUnsoundWorth(document, before);
        return { state: "confirmed" };
      }
      if (!proposesLots(document)) refuseBlank(document);
      if (document.type === "count") {
        refuseCountedTwice(document);
        await refuseFrozen(trx, document);
        await freeze(trx, document);
      } else if (proposesLots(document)) await this.#keep(trx, actor, document);
      return { state: document.type === "count" ? "counting" : "confirmed" };
    });
  }

  /** Which lots of what is tracked should leave is written onto a draft's lines. */
  async proposeLots(actor: Actor, id: string, step: Step): Promise<Outcome> {
    return await this.#step(actor, id, { ...step, unpacks: true }, async (trx, document) => {
      refuseState(document, ["draft"]);
      await proposeLots(trx, this.#records, document);
      return {};
    });
  }

  /** The goods move. A transfer is sent first, and done when it arrives. */
  async complete(actor: Actor, id: string, step: Step): Promise<Outcome> {
    const policyOf = await this.#policies(actor, id);
    return await this.#step(actor, id, step, async (trx, document, corrections) => {
      refuseState(document, document.type === "count" ? ["counting"] : ["confirmed", "sent"]);
      const at = await timeOf(trx, document);
      await refuseFrozen(trx, document);
      await letGo(trx, { document: id });
      const isWorth = document.type === "revaluation";
      const ready = isWorth ? document : await this.#withLots(trx, await stillOnTheWay(trx, document));
      const movements = await atOriginalCost(trx, document, movementsOf(ready));
      if (movements.length > 0)
        corrections.push(...(await post(trx, { document: id, at, by: actor.id, movements, policyOf })));
      await reveal(trx, id);
      await this.#posted?.(trx, { actor, document, movements });
      const isSent = document.type === "transfer" && document.state === "confirmed";
      return isSent ? { state: "sent" } : { state: "done", doneAt: at };
    });
  }

  /** Some of what was sent never arrives: it is written off from the way. Where nothing is left of it, the transfer is done. */
  async lose(actor: Actor, id: string, { version, reason, missing }: Loss): Promise<Outcome> {
    const policyOf = await this.#policies(actor, id);
    const before = await this.#mine(actor, id);
    if (reason.trim() === "") throw new Invalid([problem("reason", "reason_missing")]);
    return await this.#step(actor, id, { version }, async (trx, document, corrections) => {
      refuseState(document, ["sent"]);
      const at = await timeOf(trx, document);
      const movements = await lostFrom(trx, await stillOnTheWay(trx, document), missing);
      corrections.push(...(await post(trx, { document: id, at, by: actor.id, movements, policyOf })));
      const why = { reason: [before["reason"], reason.trim()].filter(Boolean).join("\n").slice(0, 2_000) };
      const { lines } = await stillOnTheWay(trx, document);
      return lines.length > 0 ? why : { ...why, state: "done", doneAt: at };
    });
  }

  /** Nothing of it happens, and what was kept for it is free again. */
  async cancel(actor: Actor, id: string, step: Step): Promise<Outcome> {
    return await this.#step(actor, id, step, async (trx, document) => {
      refuseState(document, ["draft", "confirmed", "counting"]);
      await letGo(trx, { document: id });
      await forget(trx, id);
      return { state: "cancelled" };
    });
  }

  /** Everything goes back where it came from, by a document of its own; answers that one. */
  async reverse(
    actor: Actor,
    id: string,
    { version, name }: { version: number | undefined; name: string },
  ): Promise<Outcome> {
    const before = await this.#mine(actor, id);
    const policyOf = await this.#policies(actor, id);
    return await this.#inTurn(id, async (trx) => {
      const document = await lockDocument(trx, id);
      if (!document) throw new NotFound("records.not_found");
      if (version !== undefined && version !== document.version) throw new Conflict("records.busy");
      refuseState(document, ["done"]);
      if (document.type === "revaluation") throw new Invalid([problem("type", "worth_not_reversed")]);
      const products = document.lines.map(({ product }) => product);
      await lockWithKept(trx, products, {});
      await refuseFrozen(trx, document);
      const at = await timeOf(trx, { ...document, day: null });
      return await reverse(trx, { records: this.#records }, { actor, document: before, name, at, policyOf });
    });
  }

  async #inTurn<T>(id: string, work: (trx: Transaction) => Promise<T>): Promise<T> {
    return await turns.take(async () => await whileAtWork(id, async () => await this.#db.transaction(work)));
  }

  async #policies(actor: Actor, id: string): Promise<Posting["policyOf"]> {
    return await policiesOf(this.#records, actor, await productsOf(this.#db, id));
  }

  /** The document, of somebody who may take such steps. */
  async #mine(actor: Actor, id: string): Promise<Rec> {
    if (!may(actor, "warehouse.post")) throw new NotAllowed("security.not_allowed", { permission: "warehouse.post" });
    return await this.#records.get(actor, "stock_document", id);
  }

  async #step(
    actor: Actor,
    id: string,
    { version, rehearsal = false, unpacks = false }: Taking,
    work: (trx: Transaction, document: StockDocument, corrections: Correction[]) => Promise<Input>,
  ): Promise<Outcome> {
    await this.#mine(actor, id);
    try {
      return await this.#inTurn(id, async (trx) => {
        working.add(keyOf(trx));
        const locked = await lockDocument(trx, id);
        if (!locked) throw new NotFound("records.not_found");
        const document = unpacks ? await unpackKits(trx, this.#records, locked) : locked;
        const products = document.lines.map(({ product }) => product);
        await lockWithKept(trx, products, { document: id, deal: document.deal });
        const corrections: Correction[] = [];
        const input = await work(trx, document, corrections);
        const options = { trx, baseVersion: version, strict: true };
        const outcome = {
          document: await this.#records.change(actor, "stock_document", id, input, options),
          corrections,
        };
        if (rehearsal) throw new Tried(outcome);
        return outcome;
      });
    } catch (error) {
      if (error instanceof Tried) return error.outcome;
      throw error;
    }
  }

  /** What is tracked and was not there yet when the document was confirmed is looked for once more. */
  async #withLots(trx: Transaction, document: StockDocument): Promise<StockDocument> {
    return await settleLots(trx, this.#records, await proposeLots(trx, this.#records, document));
  }

  /** What was kept for the deal is kept for its shipment now, as far as it leaves; what is missing is looked for in the place it leaves from. */
  async #keep(trx: Transaction, actor: Actor, document: StockDocument): Promise<void> {
    const isShipment = document.type === "shipment";
    if (isShipment && document.deal !== null)
      await handOver(trx, document.deal, { wanted: wantedOf(document), location: document.location });
    const proposed = await proposeLots(trx, this.#records, document);
    const [{ id, location }, wanted] = [proposed, wantedOf(proposed)];
    if (isShipment) await keep(trx, wanted, { deal: null, document: id, location, by: actor.id, days: null });
  }
}

const wantedOf = ({ lines }: StockDocument): readonly Wanted[] =>
  lines.map(({ product, quantity, lotId }) => ({ product, quantity, lot: lotId }));

function refuseState({ state }: StockDocument, fine: readonly State[]): void {
  if (!fine.includes(state)) throw new Invalid([problem("state", "wrong_state")]);
}
