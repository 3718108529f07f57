// Up to a hundred writes in one request: all or nothing, or each for itself.
import type { Database, Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { AppError, BadRequest, Invalid } from "../../kernel/errors.ts";
import { isObject } from "../../kernel/json.ts";
import type { Kind } from "../kind.ts";
import type { Rec } from "../record.ts";
import type { Records } from "../records.ts";
import { VersionNeeded } from "./read-request.ts";

interface Operation {
  readonly method: "create" | "change" | "remove";
  readonly id?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly version?: number;
}

export interface Batch {
  readonly atomic: boolean;
  readonly operations: readonly Operation[];
}

export type ItemResult =
  | { readonly status: number; readonly record: Rec }
  | { readonly status: number; readonly code: string; readonly errors: readonly object[] };

const MOST = 100;
const shapes = {
  create: ["method", "body"],
  change: ["method", "id", "body", "version"],
  remove: ["method", "id", "version"],
} as const;

export function batchFrom(body: unknown): Batch {
  if (!isObject(body) || !Array.isArray(body["operations"])) throw new BadRequest("api.bad_batch");
  const { atomic = false, operations } = body as { atomic?: unknown; operations: unknown[] };
  if (typeof atomic !== "boolean" || operations.length === 0 || operations.length > MOST)
    throw new BadRequest("api.bad_batch");
  if (!operations.every(isOperation)) throw new BadRequest("api.bad_batch");
  return { atomic, operations: operations as unknown as Operation[] };
}

function isOperation(one: unknown): boolean {
  if (!isObject(one) || typeof one["method"] !== "string" || !Object.hasOwn(shapes, one["method"])) return false;
  const allowed: readonly string[] = shapes[one["method"] as Operation["method"]];
  return (
    Object.keys(one).every((key) => allowed.includes(key)) && allowed.slice(1).every((key) => isPart(key, one[key]))
  );
}

function isPart(key: string, value: unknown): boolean {
  if (key === "version") return value === undefined || Number.isInteger(value);
  return key === "id" ? typeof value === "string" : isObject(value);
}

/** An atomic batch that fails writes nothing, and its failure names the operation it failed at. */
export async function runBatch(
  db: Database,
  records: Records,
  actor: Actor,
  { kind, batch, trx }: { kind: Kind; batch: Batch; trx: Transaction | undefined },
): Promise<ItemResult[]> {
  const each = async (within: Transaction | undefined): Promise<ItemResult[]> => {
    const results: ItemResult[] = [];
    for (const [at, operation] of batch.operations.entries()) {
      results.push(
        await one(records, actor, kind, { operation, trx: within }).catch((error: unknown) =>
          failed(error, at, batch.atomic),
        ),
      );
    }
    return results;
  };
  if (!batch.atomic) return await each(undefined);
  return trx ? await each(trx) : await db.transaction(each);
}

/** Code of the first thing that was refused to whoever asked; a record they do not see and one that is not there are refused alike. */
export const refusedIn = (results: readonly ItemResult[]): string | undefined =>
  results.flatMap((one) =>
    "code" in one && (one.status === 403 || one.code === "records.not_found") ? [one.code] : [],
  )[0];

async function one(
  records: Records,
  actor: Actor,
  { name: kind, versionNeeded }: Kind,
  { operation, trx }: { operation: Operation; trx: Transaction | undefined },
): Promise<ItemResult> {
  const { method, id = "", body = {}, version } = operation;
  const options = { trx, baseVersion: version };
  if (method === "create") return { status: 201, record: await records.create(actor, kind, body, { trx }) };
  if (versionNeeded && version === undefined) throw new VersionNeeded("records.version_needed");
  if (method === "change") return { status: 200, record: await records.change(actor, kind, id, body, options) };
  return { status: 200, record: await records.remove(actor, kind, id, options) };
}

function failed(error: unknown, at: number, atomic: boolean): ItemResult {
  if (!(error instanceof AppError)) throw error;
  if (!atomic) {
    const errors = error instanceof Invalid ? error.problems.map(({ pointer, code }) => ({ pointer, code })) : [];
    return { status: error.status, code: error.code, errors };
  }
  if (!(error instanceof Invalid)) throw error;
  throw new Invalid(
    error.problems.map((problem) => ({ ...problem, pointer: `/operations/${at}/body${problem.pointer}` })),
  );
}
