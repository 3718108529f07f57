// What stands on the screen of somebody who scans: how much of what, the newest first, and what can be done now.
import { type Actor, type Database, may, type Rec, type Records, relatedIn } from "trellis/sdk";
import { scannedOf } from "./scans.ts";

const MOST = 200;

export interface Asking {
  readonly db: Database;
  readonly records: Records;
}

const scannable: Readonly<Record<string, readonly string[]>> = {
  receipt: ["draft", "confirmed"],
  return: ["draft", "confirmed"],
  shipment: ["draft", "confirmed"],
  transfer: ["draft", "confirmed"],
  write_off: ["draft", "confirmed"],
  count: ["draft", "counting"],
};

export async function scanView(actor: Actor, id: string, { db, records }: Asking) {
  const include = ["location", "toLocation"];
  const document = await records.get(actor, "stock_document", id, { include });
  const [type, state] = [String(document["type"]), String(document["state"])];
  const lines = await linesOf(actor, id, { db, records }, state === "confirmed");
  const open = lines.some(({ isWhole }) => !isWhole);
  return {
    id,
    type,
    word: `stock-documents.type.${type}`,
    number: document["number"],
    from: relatedIn(document, "location")?.title ?? "",
    to: type === "transfer" ? (relatedIn(document, "toLocation")?.title ?? "") : null,
    lines,
    isPicking: state === "confirmed",
    isOpen: (scannable[type] ?? []).includes(state),
    mayFinish: may(actor, "warehouse.post") && lines.length > 0 && !(state === "confirmed" && open),
    mayUndo: lines.some(({ scanned }) => scanned !== null),
    finish: `warehouse.finish.${type}`,
  };
}

async function linesOf(actor: Actor, document: string, { db, records }: Asking, isPicking: boolean) {
  const filter = { field: "document", op: "eq", value: document } as const;
  const sort = [{ field: "createdAt", direction: "desc" }] as const;
  const { data } = await records.list(actor, "stock_line", { filter, sort, limit: MOST, include: ["product"] });
  const scanned = await scannedOf(db, document);
  const order = [...scanned.keys()];
  const place = ({ id }: Rec): number => (scanned.has(id) ? order.indexOf(id) : order.length);
  return data
    .toSorted((a, b) => place(a) - place(b))
    .map((line) => lineView(line, scanned.get(line.id) ?? null, isPicking));
}

function lineView(line: Rec, scanned: string | null, isPicking: boolean) {
  return {
    id: line.id,
    name: relatedIn(line, "product")?.title ?? String(line["name"]),
    lot: line["lot"] ?? null,
    quantity: String(line["quantity"]),
    scanned,
    picked: isPicking ? (scanned ?? "0") : null,
    isWhole: !isPicking || Number(scanned ?? "0") >= Number(line["quantity"]),
  };
}
