// A small warehouse for tests: two locations, products, and documents carried out over REST as programs do.
import type { Input, Rec } from "trellis/sdk";
import type { TestApp, TestPerson } from "trellis/testing";

export interface Yard {
  readonly admin: TestPerson;
  readonly main: string;
  readonly shop: string;
  add(kind: string, input: Input): Promise<Rec>;
  product(name: string, more?: Input): Promise<string>;
  /** A draft with lines; answers its id. */
  draft(type: string, lines: readonly Line[], more?: Input): Promise<string>;
  /** Takes a step and answers what came of it. */
  step(id: string, what: string, query?: string): Promise<{ status: number; body: Answer }>;
  /** A document written, confirmed and carried out. */
  done(type: string, lines: readonly Line[], more?: Input): Promise<string>;
  stock(product: string): Promise<{
    locations: { name: string; onHand: string; available: string }[];
    lots?: { lot: string; name: string; location: string; onHand: string; reserved: string }[];
    worth: Worth;
  }>;
}

export interface Line {
  readonly product: string;
  readonly quantity: string;
  readonly cost?: string;
  readonly lot?: string;
  readonly expires?: string;
}

interface Worth {
  readonly quantity: string;
  readonly value: string;
}

export interface Answer {
  readonly document?: Rec;
  readonly corrections?: readonly { product: string; costOfGoods: string }[];
  readonly errors?: readonly { pointer: string; code: string }[];
}

export async function openYard(app: TestApp): Promise<Yard> {
  const admin = await app.person("admin");
  const add = async (kind: string, input: Input) => await app.records.create(admin.actor, kind, input);
  const piece = (await add("unit", { name: "piece" })).id;
  const main = (await add("stock_location", { name: "Main" })).id;
  const shop = (await add("stock_location", { name: "Shop" })).id;
  const yard: Yard = {
    admin,
    main,
    shop,
    add,
    product: async (name, more = {}) => (await add("product", { name, unit: piece, ...more })).id,
    async draft(type, lines, more = {}) {
      const { id } = await add("stock_document", { type, location: main, ...more });
      for (const line of lines) await add("stock_line", { document: id, ...line });
      return id;
    },
    async step(id, what, query = "") {
      const { version } = await app.records.get(admin.actor, "stock_document", id);
      const path = `/api/v1/stock-documents/${id}/${what}${query}`;
      const answer = await admin.api("POST", path, {}, { "If-Match": `"v${version}"` });
      return { status: answer.status, body: (await answer.json()) as Answer };
    },
    async done(type, lines, more = {}) {
      const id = await yard.draft(type, lines, more);
      for (const what of ["confirmation", "completion"]) {
        const { status, body } = await yard.step(id, what);
        if (status !== 200) throw new Error(JSON.stringify(body));
      }
      return id;
    },
    stock: async (product) => (await (await admin.api("GET", `/api/v1/warehouse/stock/${product}`)).json()) as never,
  };
  return yard;
}
