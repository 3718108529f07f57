import { type Actor, Invalid, may, type Rec, type Records } from "trellis/sdk";
import { exact } from "./exact.ts";
import { looksLikeGtin } from "./gs1.ts";
import { type Elements, gtinForms, readElements } from "./gs1-elements.ts";
import { type Measure, readMeasures } from "./gs1-measures.ts";
import { keeper } from "./keeper.ts";
import { problem } from "./problem.ts";

/** A product and so much of it, as somebody typed or scanned it, with what else the code said. */
export interface Meant extends Pick<Elements, "lot" | "serial" | "expires"> {
  readonly product: string;
  readonly quantity: string;
}

/** The product that somebody means by its barcode, item number or name; Invalid at `what` where that is none or several. */
export async function productMeant(records: Records, actor: Actor, typed: string): Promise<Meant> {
  const { gtin, item, count = "1", ...more } = readElements(typed) ?? {};
  const code = gtin ?? item ?? typed;
  const barcode = await barcodeOf(records, actor, code);
  const times = (quantity: string): string => (count === "1" ? quantity : exact(quantity).times(count).toFixed());
  const weighed = async (product: string, otherwise: string): Promise<string> =>
    (await measuredOf(records, product, typed)) ?? otherwise;
  if (barcode) {
    const product = String(barcode["product"]);
    return { product, quantity: await weighed(product, times(String(barcode["quantity"]))), ...more };
  }
  const exactly = { or: [is("sku", code), is("name", code)] };
  const named = await records.list(actor, "product", { filter: exactly, limit: 2 });
  const { data } = named.data.length > 0 ? named : await records.list(actor, "product", { q: code, limit: 4 });
  const [first, ...others] = data;
  if (!first) throw new Invalid([problem("what", "no_product", { typed: code })]);
  if (others.length > 0) throw new Invalid([problem("what", "several_products", { names: namesOf(data) })]);
  return { product: first.id, quantity: await weighed(first.id, count), ...more };
}

/** How much of a product it is by weight or measure, where the code says so and the product is counted in that. */
async function measuredOf(records: Records, product: string, typed: string): Promise<string | undefined> {
  const measures = readMeasures(typed);
  if (Object.keys(measures).length === 0) return undefined;
  const { unit } = (await records.get(keeper, "product", product, { fields: ["unit"] })) as { readonly unit?: unknown };
  const found = await records.find(keeper, "unit", String(unit), { fields: ["measure"] });
  return measures[found?.["measure"] as Measure];
}

/** The barcode as it is kept: a number of an article with or without the zeros before it. */
async function barcodeOf(records: Records, actor: Actor, code: string): Promise<Rec | undefined> {
  if (!may(actor, "barcodes.read")) return undefined;
  const forms = looksLikeGtin(code) ? gtinForms(code) : [];
  const filter = { field: "code", op: "in", value: [code, ...forms.filter((one) => one !== code)] } as const;
  const { data } = await records.list(actor, "barcode", { filter, limit: 5 });
  return data.find((one) => one["code"] === code) ?? data[0];
}

/** Names of what is sold, for suggestions. */
export async function productNames(records: Records, actor: Actor): Promise<readonly string[]> {
  if (!may(actor, "products.read")) return [];
  const sort = [{ field: "name", direction: "asc" }] as const;
  const query = { filter: is("sold", true), sort, limit: 200, fields: ["name"] };
  return (await records.list(actor, "product", query)).data.map(({ name }) => String(name));
}

const is = (field: string, value: unknown) => ({ field, op: "eq", value }) as const;
const namesOf = (products: readonly Rec[]): string => products.map(({ name }) => `“${String(name)}”`).join(", ");
