// A small shop for tests: units, products, and prices as lists say them.
import type { Input, Rec } from "trellis/sdk";
import type { TestApp, TestPerson } from "trellis/testing";

export interface Shop {
  readonly admin: TestPerson;
  add(kind: string, input: Input): Promise<Rec>;
  readonly piece: string;
  readonly kilogram: string;
  /** A product in pieces; answers its id. */
  product(name: string, more?: Input): Promise<string>;
  /** A price in a list; the list is made if there is none of that name. */
  price(product: string, amount: string, more?: Input & { list?: string }): Promise<Rec>;
  readonly base: string;
}

export async function openShop(app: TestApp): Promise<Shop> {
  const admin = await app.person("admin");
  const add = async (kind: string, input: Input) => await app.records.create(admin.actor, kind, input);
  const piece = (await add("unit", { name: "piece" })).id;
  const kilogram = (await add("unit", { name: "kg", decimals: 3 })).id;
  const base = (await add("price_list", { name: "Everybody" })).id;
  return {
    admin,
    add,
    piece,
    kilogram,
    base,
    product: async (name, more = {}) => (await add("product", { name, unit: piece, ...more })).id,
    price: async (product, amount, { list = base, ...more } = {}) =>
      await add("price", { list, product, price: { amount, currency: "EUR" }, ...more }),
  };
}

/** The codes of what is wrong by field, where something is. */
export async function problemsOf(work: Promise<unknown>): Promise<Record<string, string>> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error as { problems?: readonly { pointer: string; code: string }[] },
  );
  return Object.fromEntries((error?.problems ?? []).map(({ pointer, code }) => [pointer.slice(1), code]));
}
