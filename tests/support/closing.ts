// Opening and closing fields to roles in a test application.
import { systemActor } from "../../core/kernel/actor.ts";
import type { AccessChanges } from "../../core/records/access/mode.ts";
import { rewriteSearch } from "../../core/records/access/rewrite-search.ts";
import { services } from "../../core/sdk/services.ts";
import type { TestApp } from "./app.ts";

/** Says who may do what with fields of a kind, and waits until the search texts follow. */
export async function setAccess(app: TestApp, kind: string, changes: AccessChanges): Promise<void> {
  await app.get(services.access).change(systemActor("test"), kind, changes);
  await searchFollows(app);
}

/** The job that a change of access queues, done at once. */
export async function searchFollows({ db, get }: TestApp): Promise<void> {
  const needs = { db, kinds: get(services.kinds), definitions: get(services.definitions) };
  await rewriteSearch(needs, { signal: AbortSignal.timeout(60_000), progress: () => Promise.resolve() });
}
