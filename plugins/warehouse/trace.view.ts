// Pages of lots and products: where they are, where they came from, and to whom they went.
import { type Actor, type Database, may, type Rec, type Records, relatedIn } from "trellis/sdk";
import { documentNumber } from "./names.ts";
import { outside } from "./places.ts";
import { movesOfProduct, placeNames, placesOf, type TraceStep, traceOf } from "./trace.ts";

const SHOWN = 100;

interface Asking {
  readonly db: Database;
  readonly records: Records;
  say(key: string): string;
}

const outsideWords: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(outside).map(([word, id]) => [id, `warehouse.place.${word}`]),
);

export async function traceView(actor: Actor, lot: string, asking: Asking) {
  const [steps, places] = [await traceOf(asking.db, lot, SHOWN), await placesOf(asking.db, lot)];
  const ours = places.filter(({ location }) => location !== outside.supplier && location !== outside.loss);
  const nameOf = await namesIn(
    asking,
    ours.map(({ location }) => location),
  );
  return {
    places: ours.map((place) => ({ ...place, name: nameOf(place.location) })),
    label: "warehouse.trace",
    steps: await stepsView(actor, steps, asking),
  };
}

/** The newest moves of a product; undefined where nothing ever moved. */
export async function movesView(actor: Actor, product: string, asking: Asking) {
  const moves = await movesOfProduct(asking.db, product, SHOWN + 1);
  if (moves.length === 0) return undefined;
  const steps = await stepsView(actor, moves.slice(0, SHOWN), asking);
  return { label: "warehouse.moves", steps, most: moves.length > SHOWN ? SHOWN : null };
}

async function namesIn({ db, say }: Asking, ids: readonly string[]): Promise<(id: string) => string> {
  const names = await placeNames(db, ids);
  return (id) => (outsideWords[id] ? say(outsideWords[id]) : (names.get(id)?.name ?? ""));
}

async function stepsView(actor: Actor, steps: readonly TraceStep[], asking: Asking) {
  const nameOf = await namesIn(
    asking,
    steps.flatMap(({ from, to }) => [from, to]),
  );
  const documents = await documentsOf(asking.records, actor, steps);
  return steps.map((step) => {
    const document = documents.get(step.document);
    return {
      ...step,
      from: nameOf(step.from),
      to: nameOf(step.to),
      documentNumber: document ? documentNumber(document["number"]) : null,
      company: document ? (relatedIn(document, "company")?.title ?? null) : null,
    };
  });
}

/** The documents of the moves that this person may read. */
async function documentsOf(
  records: Records,
  actor: Actor,
  steps: readonly { readonly document: string }[],
): Promise<ReadonlyMap<string, Rec>> {
  const value = [...new Set(steps.map(({ document }) => document))];
  if (value.length === 0 || !may(actor, "stock-documents.read")) return new Map();
  const query = { filter: { field: "id", op: "in", value }, include: ["company"], limit: SHOWN } as const;
  const { data } = await records.list(actor, "stock_document", query);
  return new Map(data.map((one) => [one.id, one]));
}
