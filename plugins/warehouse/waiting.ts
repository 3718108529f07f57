// What is binding and not done yet, the earliest day first: what is past its day is late.
import { type Actor, may, type Rec, type Records, relatedIn } from "trellis/sdk";
import { nextStep } from "./document.view.ts";
import { documentNumber } from "./names.ts";

const SHOWN = 50;

/** What can wait, as people choose it. */
export const types = ["receipt", "shipment", "transfer", "return", "write_off", "count", "revaluation"] as const;

export interface Asked {
  readonly type: string;
  readonly place: string;
  readonly after: string | undefined;
}

/** A page of what waits, of what this person may see. `today` is YYYY-MM-DD where they are. */
export async function waitingOf(records: Records, actor: Actor, { type, place, after }: Asked, today: string) {
  const isWaiting = { field: "state", op: "in", value: ["confirmed", "counting", "sent"] } as const;
  const at = (field: string) => ({ field, op: "eq", value: place }) as const;
  const isType = type === "" ? [] : [{ field: "type", op: "eq", value: type } as const];
  const isThere = place === "" ? [] : [{ or: [at("location"), at("toLocation")] }];
  const { data, next } = await records.list(actor, "stock_document", {
    filter: { and: [isWaiting, ...isType, ...isThere] },
    sort: [{ field: "day", direction: "asc" }],
    limit: SHOWN,
    after,
    include: ["location", "toLocation", "company"],
  });
  return { lines: data.map((document) => waitingLine(document, actor, today)), next };
}

function waitingLine(document: Rec, actor: Actor, today: string) {
  const [type, state, day] = [String(document["type"]), String(document["state"]), document["day"] ?? null];
  return {
    id: document.id,
    version: document.version,
    title: documentNumber(document["number"]),
    name: document["name"],
    company: relatedIn(document, "company")?.title ?? null,
    type,
    state,
    day,
    isLate: day !== null && String(day) < today,
    from: relatedIn(document, "location")?.title ?? "",
    to: relatedIn(document, "toLocation")?.title ?? null,
    next: may(actor, "warehouse.post") && state !== "counting" ? nextStep(state, type) : null,
    // What is being counted is counted on before it is booked.
    counts: state === "counting" && may(actor, "stock-lines.create"),
  };
}
