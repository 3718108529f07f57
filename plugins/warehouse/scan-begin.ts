// Where scanning begins: what is to be done and where, or a document that waits for it.
import { type Actor, actorOf, type Context, formIn, may, type Records, relatedIn } from "trellis/sdk";
import { documentNumber } from "./names.ts";
import type { Documents } from "./documents.ts";

const WAITING = 20;

interface Needs {
  readonly records: Records;
  readonly documents: Documents;
}

const begun = ["receipt", "shipment", "transfer", "count"] as const;

export async function beginningView(ctx: Context, { records }: Needs) {
  const actor = actorOf(ctx);
  const sort = [{ field: "name", direction: "asc" }] as const;
  const { data: locations } = await records.list(actor, "stock_location", { sort, limit: 200, fields: ["name"] });
  return {
    types: begun.map((type) => ({ type, word: `warehouse.begin.${type}`, icon: icons[type] })),
    locations: locations.map(({ id, name }) => ({ id, name })),
    several: locations.length > 1,
    mayBegin: may(actor, "stock-documents.create") && locations.length > 0,
    waiting: await waiting(records, actor),
  };
}

const icons = { receipt: "file-import", shipment: "truck", transfer: "arrow-right", count: "clipboard-list" } as const;

/** What is binding and waits to be carried out, and what was begun here. */
async function waiting(records: Records, actor: Actor) {
  const isBinding = { field: "state", op: "in", value: ["confirmed", "counting"] } as const;
  const isDraft = { field: "state", op: "eq", value: "draft" } as const;
  const isOwn = { field: "createdBy", op: "eq", value: actor.id } as const;
  // Of a new worth there is nothing to scan.
  const isMoving = { field: "type", op: "ne", value: "revaluation" } as const;
  const filter = { and: [isMoving, { or: [isBinding, { and: [isDraft, isOwn] }] }] } as const;
  const sort = [{ field: "createdAt", direction: "desc" }] as const;
  const { data } = await records.list(actor, "stock_document", {
    filter,
    sort,
    limit: WAITING,
    include: ["location", "company"],
  });
  return data.map((document) => ({
    id: document.id,
    title: documentNumber(document["number"]),
    type: document["type"],
    state: document["state"],
    location: relatedIn(document, "location")?.title ?? "",
    company: relatedIn(document, "company")?.title ?? null,
  }));
}

/** Writes the document to scan for; a count begins at once. Answers its id. */
export async function beginIn(ctx: Context, { records, documents }: Needs): Promise<string> {
  const [actor, form] = [actorOf(ctx), formIn(ctx)];
  const type = form.text("type");
  const to = type === "transfer" ? { toLocation: form.text("toLocation") || null } : {};
  const { id } = await records.create(actor, "stock_document", { type, location: form.text("location"), ...to });
  if (type === "count" && may(actor, "warehouse.post")) await documents.confirm(actor, id, { version: undefined });
  return id;
}
