// What stands on labels: of products their article number, of lots number and day in a code of GS1, of locations their own number.
import type { Actor, Rec, Records } from "trellis/sdk";
import { isGtin } from "../products/api.ts";
import { locationNumber } from "./names.ts";

/** A barcode that is drawn: its symbol, as GS1 and bwip-js call it, and what it says. */
export interface Symbol {
  readonly kind: SymbolKind;
  readonly text: string;
}

export const symbolKinds = ["ean13", "ean8", "upca", "itf14", "code128", "gs1-128"] as const;
export type SymbolKind = (typeof symbolKinds)[number];

export interface Label {
  readonly id: string;
  readonly title: string;
  readonly second: string | null;
  /** Null where nothing is known that could be scanned. */
  readonly symbol: Symbol | null;
}

/** As many records as one page of labels may be for. */
export const MOST = 200;

export const labelled = { products: "product", lots: "stock_lot", locations: "stock_location" } as const;
export type Labelled = keyof typeof labelled;

/** Labels of the records that this person may see, in the order asked for. */
export async function labelsOf(
  records: Records,
  actor: Actor,
  what: Labelled,
  ids: readonly string[],
): Promise<readonly Label[]> {
  if (ids.length === 0) return [];
  const found = await byIds(records, actor, labelled[what], ids);
  const all = ids.flatMap((id) => found.get(id) ?? []);
  if (what === "locations") return all.map(locationLabel);
  const products =
    what === "products"
      ? found
      : await byIds(
          records,
          actor,
          "product",
          all.map((lot) => String(lot["product"])),
        );
  const codes = await codesOf(records, actor, [...products.keys()]);
  return what === "products"
    ? all.map((product) => productLabel(product, codes.get(product.id)))
    : all.map((lot) => lotLabel(lot, products.get(String(lot["product"])), codes.get(String(lot["product"]))));
}

async function byIds(
  records: Records,
  actor: Actor,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Rec>> {
  const filter = { field: "id", op: "in", value: [...new Set(ids)].slice(0, MOST) } as const;
  const { data } = await records.list(actor, kind, { filter, limit: MOST });
  return new Map(data.map((record) => [record.id, record]));
}

/** The barcode of one piece of each product. */
async function codesOf(
  records: Records,
  actor: Actor,
  products: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (products.length === 0) return new Map();
  const filter = {
    and: [
      { field: "product", op: "in", value: products },
      { field: "quantity", op: "eq", value: "1" },
    ],
  } as const;
  const { data } = await records.list(actor, "barcode", { filter, limit: MOST });
  return new Map(data.toReversed().map((barcode) => [String(barcode["product"]), String(barcode["code"])]));
}

const locationLabel = ({ id, ...location }: Rec): Label => {
  const text = locationNumber(location["number"]);
  return { id, title: String(location["name"]), second: text, symbol: { kind: "code128", text } };
};

function productLabel(product: Rec, code: string | undefined): Label {
  const sku = textOf(product["sku"]);
  const text = code ?? sku;
  return {
    id: product.id,
    title: String(product["name"]),
    second: sku ?? null,
    symbol: text === undefined ? null : { kind: kindOf(text), text },
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const lengths: Readonly<Record<number, SymbolKind>> = { 13: "ean13", 8: "ean8", 12: "upca", 14: "itf14" };

/** Numbers of articles have symbols of their own; everything else is drawn as it is, where it can be. */
const kindOf = (code: string): SymbolKind => (isGtin(code) ? (lengths[code.length] ?? "code128") : "code128");

function lotLabel(lot: Rec, product: Rec | undefined, code: string | undefined): Label {
  const name = String(lot["name"]);
  const article = articleOf(textOf(product?.["sku"]), code);
  const number = product?.custom["tracking"] === "serial" ? "21" : "10";
  const text = `${article}${dayOf(lot)}(${number})${name}`;
  return {
    id: lot.id,
    title: String(product?.["name"] ?? ""),
    second: name,
    symbol: article !== null && isDrawable(name) ? { kind: "gs1-128", text } : null,
  };
}

/** The number of GS1, or else our own; null where neither is known or can be drawn. */
function articleOf(sku: string | undefined, code: string | undefined): string | null {
  if (code !== undefined && isGtin(code)) return `(01)${code.padStart(14, "0")}`;
  return sku !== undefined && isDrawable(sku) ? `(240)${sku}` : null;
}

function dayOf(lot: Rec): string {
  const expires = textOf(lot["expires"]);
  return expires === undefined ? "" : `(17)${expires.slice(2).replaceAll("-", "")}`;
}

/** The signs that GS1 allows in numbers of lots; brackets would be read as the next element. */
const isDrawable = (text: string): boolean => /^[!"%&'*+,\-./0-9:;<=>?A-Z_a-z]{0,20}$/.test(text);
