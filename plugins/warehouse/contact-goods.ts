// On the page of a contact: what their company got lately.
import { type Actor, type Host, type Queryable, type Records, relatedIn } from "trellis/sdk";
import { documentNumber } from "./names.ts";

const SHOWN = 5;
/** As many are looked at for that: some of them were taken back. */
const MOST = 50;

interface Needs {
  readonly db: Queryable;
  readonly records: Records;
}

export function addContactGoods(host: Host, needs: Needs): void {
  host.panel({
    id: "warehouse.contact",
    kind: "contact",
    place: "side",
    title: "warehouse.delivered",
    order: 40,
    template: "warehouse/_contact",
    view: async (actor, id) => await contactView(needs, actor, id),
  });
}

async function contactView({ db, records }: Needs, actor: Actor, id: string): Promise<object | undefined> {
  const contact = await records.find(actor, "contact", id, { fields: ["company"], include: ["company"] });
  const company = contact && relatedIn(contact, "company");
  if (!company) return undefined;
  const filter = {
    and: [
      { field: "company", op: "eq", value: company.id },
      { field: "type", op: "in", value: ["shipment", "return"] },
      { field: "state", op: "eq", value: "done" },
    ],
  } as const;
  const sort = [{ field: "doneAt", direction: "desc" }] as const;
  const { data } = await records.list(actor, "stock_document", { filter, sort, limit: MOST });
  const back = await takenBack(
    db,
    data.map((one) => one.id),
  );
  const lasting = data.filter((one) => !back.has(one.id)).slice(0, SHOWN);
  if (lasting.length === 0) return undefined;
  const lines = lasting.map((one) => ({
    id: one.id,
    title: documentNumber(one["number"]),
    type: one["type"],
    at: one["doneAt"],
  }));
  return { company: company.title, lines };
}

/** Which of these documents are reversals, and what those reversed: of neither did anybody get anything. */
async function takenBack(db: Queryable, documents: readonly string[]): Promise<ReadonlySet<string>> {
  const text = `select r.document_id as reversal, m.document_id as reversed
    from plugin_warehouse.moves r join plugin_warehouse.moves m on m.id = r.reverses
    where r.document_id = any($1::uuid[])`;
  const rows = await db.query<{ reversal: string; reversed: string }>({ text, values: [documents] });
  return new Set(rows.flatMap(({ reversal, reversed }) => [reversal, reversed]));
}
