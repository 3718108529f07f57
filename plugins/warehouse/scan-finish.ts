// The last button of whoever scans: everything that is left to do with the document.
import { type Actor, Invalid, type Rec, type Records } from "trellis/sdk";
import type { Documents } from "./documents.ts";
import { problem } from "./problem.ts";

/** Confirms what is a draft and carries it out; what is carried from shelf to shelf has arrived. Answers the document as it is then. */
export async function finish(documents: Documents, records: Records, actor: Actor, id: string): Promise<Rec> {
  let document = await records.get(actor, "stock_document", id);
  // What it changes of the past is shown on its own page before anybody agrees.
  if (document["day"] !== null) throw new Invalid([problem("day", "finish_on_page")]);
  const wasDraft = document["state"] === "draft";
  const step = () => ({ version: document.version });
  if (wasDraft) ({ document } = await documents.confirm(actor, id, step()));
  ({ document } = await documents.complete(actor, id, step()));
  if (document["state"] === "sent" && wasDraft) ({ document } = await documents.complete(actor, id, step()));
  return document;
}
