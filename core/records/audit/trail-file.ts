// The trail as a file: recorded like every list that is taken out, before the first byte and after the last.
import { createHash } from "node:crypto";
import type { Database } from "../../db/database.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { NotAllowed } from "../../kernel/errors.ts";
import { writeAudit } from "../../security/audit/write-audit.ts";
import { mayTakeOut } from "../../security/may-take-out.ts";
import { csvLine } from "../export/csv-line.ts";
import { stillHere } from "../../security/still-here.ts";
import type { Operations } from "../history/operations.ts";
import { type AuditTrail, EXPORT_AUDIT, type TrailFilter, type TrailLine } from "./trail.ts";

export interface TrailFileParts {
  readonly db: Database;
  readonly trail: AuditTrail;
  readonly operations: Operations;
}

const PAGE = 1_000;
/** More lines than this are asked for by a shorter period. */
const MOST = 200_000;

const columns = [
  "at",
  "actorId",
  "actorName",
  "actingFor",
  "source",
  "address",
  "action",
  "kind",
  "recordId",
  "version",
  "fields",
  "detail",
  "cause",
  "requestId",
] as const;

/** Lines of CSV, the newest first; NotAllowed before the first for whoever may not take it out. */
export async function trailFile(
  parts: TrailFileParts,
  actor: Actor,
  filter: TrailFilter,
): Promise<AsyncGenerator<Buffer>> {
  if (!may(actor, EXPORT_AUDIT)) throw new NotAllowed("security.not_allowed", { permission: EXPORT_AUDIT });
  mayTakeOut(actor);
  const { db, operations } = parts;
  const summary = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const id = await db.transaction(async (trx) => {
    const begun = await operations.begin(actor, { type: "export", kind: "audit", summary }, trx);
    await writeAudit(trx, actor, { action: "list.exported", kind: "audit", cause: begun, detail: summary });
    return begun;
  });
  return lines(parts, actor, filter, id);
}

async function* lines(
  { db, trail, operations }: TrailFileParts,
  actor: Actor,
  filter: TrailFilter,
  id: string,
): AsyncGenerator<Buffer> {
  const sent = { rows: 0, bytes: 0 };
  const hash = createHash("sha256");
  let complete = false;
  try {
    let isWhole = false;
    for await (const [text, rows, isLast] of pieces(trail, filter)) {
      await stillHere(db, actor, EXPORT_AUDIT);
      isWhole = isLast;
      const bytes = Buffer.from(text);
      hash.update(bytes);
      sent.rows += rows;
      sent.bytes += bytes.length;
      yield bytes;
    }
    complete = isWhole;
  } finally {
    const outcome = { ...sent, sha256: hash.digest("hex") };
    await db.transaction(async (trx) => {
      await operations.put(id, complete ? "applied" : "failed", outcome, trx);
      await writeAudit(trx, actor, {
        action: "list.export_ended",
        kind: "audit",
        cause: id,
        detail: { ...outcome, complete },
      });
    });
  }
}

async function* pieces(
  trail: AuditTrail,
  filter: TrailFilter,
): AsyncGenerator<[text: string, rows: number, isLast: boolean]> {
  yield [`\uFEFF${csvLine(columns)}`, 0, false];
  let place: string | undefined;
  for (let rows = 0; rows < MOST; rows += PAGE) {
    const page = await trail.page(filter, { place, limit: PAGE });
    yield [page.lines.map((line) => csvLine(cells(line))).join(""), page.lines.length, page.next === null];
    if (page.next === null) return;
    place = page.next;
  }
}

const cells = (line: TrailLine): string[] => columns.map((column) => cell(line[column]));

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
