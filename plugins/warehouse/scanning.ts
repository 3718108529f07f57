// Goods in hand instead of a keyboard: each scan writes the line it means, and the last one can be taken back.
import {
  type Actor,
  type Database,
  Invalid,
  keyOf,
  may,
  NotAllowed,
  NotFound,
  type Rec,
  type Records,
  type Transaction,
} from "trellis/sdk";
import { exact, kitsAmong, productMeant } from "../products/api.ts";
import { lockDocument, type StockDocument, type StockLine } from "./document.ts";
import { countedElsewhere, freeze } from "./freezing.ts";
import { lockProducts } from "./ledger-sql.ts";
import { locationNumberIn } from "./names.ts";
import { picked, sameLot } from "./picking.ts";
import { problem } from "./problem.ts";
import { kitsPicked, pickKit, refuseKit } from "./scanned-kit.ts";
import { scannedLot } from "./scanned-lot.ts";
import { handOn, lastScan, type Scan, scannedOf, scanOf, takeBack, writeScan } from "./scans.ts";
import { turns } from "./turns.ts";
import { finding } from "./working.ts";

/** What was scanned, and what was typed beside it. */
export interface Scanning {
  readonly code: string;
  readonly quantity: string | null;
  readonly lot: string | null;
  readonly expires: string | null;
  readonly key: string;
}

/** What came of it: so much more of this line, and how much that makes; of how much, where it stands on the document already. */
export interface Scanned {
  readonly line: string;
  readonly quantity: string;
  readonly total: string;
  readonly wanted: string | null;
  /** The kit whose parts were counted; `line` is that of the first of them then, and the figures are of kits. */
  readonly kit: string | null;
}

/** A scan with the goods it means. */
interface Goods {
  readonly product: string;
  readonly quantity: string;
  readonly lot: string | null;
  readonly expires: string | null;
}

interface Work {
  readonly actor: Actor;
  readonly trx: Transaction;
  readonly document: StockDocument;
  readonly scanned: ReadonlyMap<string, string>;
}

type Counted = Omit<Scan, "key">;

interface Needs {
  readonly db: Database;
  readonly records: Records;
}

/** Of what comes it has to be said at once which it is; what leaves is proposed when the document is confirmed. */
const coming = new Set(["receipt", "return", "count", "write_off"]);

export class Scans {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** Adds what was scanned: onto a draft, to what a count found, or to what was picked of a confirmed document. */
  async scan(actor: Actor, id: string, scan: Scanning): Promise<Scanned> {
    const { records, db } = this.#needs;
    const meant = await productMeant(records, actor, scan.code);
    const said = await scannedLot(db, meant);
    const lot = scan.lot ?? said.lot;
    const expires = scan.expires ?? (scan.lot === null ? said.expires : null);
    const isKit = (await kitsAmong(db, [meant.product])).size > 0;
    const goods = { product: meant.product, quantity: scan.quantity ?? meant.quantity, lot, expires };
    // A code may say that there are none.
    if (exact(goods.quantity).lte(0)) throw new Invalid([problem("quantity", "not_positive")]);
    return await this.#at(actor, id, async (work) => {
      const again = await scanOf(work.trx, id, scan.key);
      if (again) return await this.#outcome(work, again);
      const rows = isKit ? await this.#writeKit(work, goods) : [await this.#write(work, goods)];
      for (const [part, row] of rows.entries())
        await writeScan(work.trx, { ...row, document: id, part, key: scan.key, by: actor.id });
      return await this.#outcome(work, rows[0] as Counted);
    });
  }

  /** Where a draft takes place, or a move goes, by the label of a location; undefined where the code is no such label. */
  async place(actor: Actor, id: string, code: string): Promise<string | undefined> {
    const { records } = this.#needs;
    const number = locationNumberIn(code);
    if (number === undefined) return undefined;
    const filter = { field: "number", op: "eq", value: number } as const;
    const [location] = (await records.list(actor, "stock_location", { filter, limit: 1 })).data;
    if (!location) return undefined;
    const { type } = (await records.get(actor, "stock_document", id)) as { readonly type?: unknown };
    const input = type === "transfer" ? { toLocation: location.id } : { location: location.id };
    await records.change(actor, "stock_document", id, input);
    return String(location["name"]);
  }

  /** Takes this person's last scan back; answers the product's line and how much is left, undefined where there is none. */
  async undo(actor: Actor, id: string): Promise<Scanned | undefined> {
    return await this.#at(actor, id, async (work) => {
      const last = await lastScan(work.trx, id, actor.id);
      if (!last) return undefined;
      await takeBack(work.trx, id, last.key);
      await handOn(work.trx, id, last.key);
      if (work.document.state !== "confirmed") await this.#unwrite(work, last);
      return await this.#outcome(work, last);
    });
  }

  async #at<T>(actor: Actor, id: string, work: (work: Work) => Promise<T>): Promise<T> {
    if (!may(actor, "stock-lines.create"))
      throw new NotAllowed("security.not_allowed", { permission: "stock-lines.create" });
    await this.#needs.records.get(actor, "stock_document", id, { fields: [] });
    return await turns.take(
      async () =>
        await this.#needs.db.transaction(async (trx) => {
          const document = await lockDocument(trx, id);
          if (!document) throw new NotFound("records.not_found");
          return await work({ actor, trx, document, scanned: await scannedOf(trx, id) });
        }),
    );
  }

  async #outcome(work: Work, { line, quantity, kit, kits }: Counted): Promise<Scanned> {
    const { trx, document } = work;
    const scanned = await scannedOf(trx, document.id);
    if (kit !== null)
      return { line, kit, quantity: kits ?? "0", ...(await kitsPicked(trx, { document, scanned }, kit)) };
    const text =
      "select trim_scale(quantity)::text as quantity from plugin_warehouse.stock_lines where id = $1 and deleted_at is null";
    const [row] = await trx.query<{ quantity: string }>({ text, values: [line] });
    const wanted = row?.quantity ?? "0";
    if (document.state !== "confirmed") return { line, kit, quantity, total: wanted, wanted: null };
    return { line, kit, quantity, total: scanned.get(line) ?? "0", wanted };
  }

  /** A kit on a draft is a line of its own; of a confirmed document its parts are picked. */
  async #writeKit(work: Work, goods: Goods): Promise<readonly Counted[]> {
    await refuseKit(work.trx, work.document.type, goods.product);
    if (work.document.state !== "confirmed") return [await this.#write(work, goods)];
    const parts = await pickKit(work.trx, work, { kit: goods.product, quantity: goods.quantity });
    return parts.map((part) => ({ ...part, before: null, kit: goods.product, kits: goods.quantity }));
  }

  async #write(work: Work, goods: Goods): Promise<Counted> {
    const { state } = work.document;
    const none = { quantity: goods.quantity, kit: null, kits: null };
    if (state === "confirmed") return { ...none, line: picked(work, goods), before: null };
    if (state !== "draft" && state !== "counting") throw new Invalid([problem("code", "wrong_state")]);
    await refuseUntold(work, goods);
    if (state === "counting") await this.#beginFinding(work, goods);
    const line = work.document.lines.find((one) => isSame(one, goods));
    if (!line) return { ...none, line: await this.#add(work, goods), before: null };
    await this.#addTo(work, line, goods);
    return { ...none, line: line.id, before: line.quantity };
  }

  async #addTo(
    { actor, trx, document, scanned }: Work,
    line: StockLine,
    { quantity: more, expires }: Goods,
  ): Promise<void> {
    // On the sheet of a count stands what somebody expects; what is found begins with the first scan.
    const isFirst = document.state === "counting" && !scanned.has(line.id);
    const quantity = isFirst ? more : exact(line.quantity).plus(more).toFixed();
    const input = { quantity, ...(expires !== null && { expires }) };
    await this.#needs.records.change(actor, "stock_line", line.id, input, { trx });
  }

  async #beginFinding({ trx, document: { id, location } }: Work, { product }: Goods): Promise<void> {
    finding.add(keyOf(trx));
    await lockProducts(trx, [product]);
    const taken = await countedElsewhere(trx, { document: id, places: [location], products: [product] });
    if (taken !== undefined) throw new Invalid([problem("code", "being_counted")]);
  }

  async #add({ actor, trx, document }: Work, { product, quantity, lot, expires }: Goods): Promise<string> {
    const input = { document: document.id, product, quantity, lot, ...(coming.has(document.type) && { expires }) };
    const { id }: Rec = await this.#needs.records.create(actor, "stock_line", input, { trx });
    if (document.state === "counting") await freeze(trx, document, id);
    return id;
  }

  /** What stood there before; a line that scans had made goes with the last of them, unless somebody typed more meanwhile. */
  async #unwrite(
    work: Work,
    { line, quantity, before }: { line: string; quantity: string; before: string | null },
  ): Promise<void> {
    const { records } = this.#needs;
    const { actor, trx, document, scanned } = work;
    const stands = document.lines.find(({ id }) => id === line);
    if (!stands) return;
    finding.add(keyOf(trx));
    const left = exact(stands.quantity).minus(quantity);
    const isEmpty = left.lte(0) && exact(scanned.get(line) ?? "0").eq(quantity);
    if (isEmpty && before === null) await records.remove(actor, "stock_line", line, { trx });
    else {
      const input = { quantity: isEmpty && document.state === "counting" && before !== null ? before : left.toFixed() };
      await records.change(actor, "stock_line", line, input, { trx });
    }
  }
}

const isSame = (line: StockLine, { product, lot }: Goods): boolean =>
  line.product === product && sameLot(line.lot, lot);

async function refuseUntold({ trx, document }: Work, { product, lot }: Goods): Promise<void> {
  if (lot !== null || !coming.has(document.type)) return;
  const [standing] = await lockProducts(trx, [product]);
  if (standing?.tracking !== "none") throw new Invalid([problem("lot", "lot_missing")]);
}
