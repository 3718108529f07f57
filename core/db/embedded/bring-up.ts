// Brings the cluster of a data folder to life: attaches to the server that runs there, or makes and starts one.
import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppError } from "../../kernel/errors.ts";
import { keptSecret } from "../../settings/secret.ts";
import { createCluster, hasCluster } from "./create.ts";
import { type Lock, tryLock } from "./pid-lock.ts";
import { findRunning, isListening, type Running } from "./pid-file.ts";
import { findPlace, socketFolder } from "./place.ts";
import { type ServerPlan, startServer } from "./server.ts";

/** Folders and files of an embedded database; all stand in the data folder. */
export interface Files {
  readonly folder: string;
  readonly cluster: string;
  readonly log: string;
  readonly startLock: string;
  readonly appLock: string;
}

export interface Up extends Running {
  /** False: somebody else had started it. */
  readonly startedByUs: boolean;
}

export const filesIn = (folder: string): Files => ({
  folder,
  cluster: join(folder, "postgres"),
  log: join(folder, "postgres.log"),
  startLock: join(folder, "postgres.starting"),
  appLock: join(folder, "trellis.pid"),
});

/** The password of the application's role, made together with the cluster. */
export const passwordIn = (files: Files): string => keptSecret(files.folder, "postgres.password");

/** A server that takes connections; processes that call this together get the same one. */
export async function bringUp(files: Files, parameters: Readonly<Record<string, string>>): Promise<Up> {
  const running = await findReady(files.cluster);
  if (running) return { ...running, startedByUs: false };
  const lock = await waitForLock(files.startLock);
  try {
    const meanwhile = await findReady(files.cluster);
    if (meanwhile) return { ...meanwhile, startedByUs: false };
    return { ...(await start(files, parameters)), startedByUs: true };
  } finally {
    await lock.release();
  }
}

async function start(files: Files, parameters: Readonly<Record<string, string>>): Promise<Running> {
  await mkdir(files.folder, { recursive: true });
  const { place, major } = await findPlace(files.cluster);
  if (!(await hasCluster(files.cluster))) await createCluster(place, major, passwordIn(files));
  await turnLog(files.log);
  return await startPatiently({ place, logFile: files.log, socket: await socketFolder(place), parameters });
}

const patience = 10_000;

// The helpers of a server that was killed need a moment to notice, and until then they hold its memory.
async function startPatiently(plan: ServerPlan): Promise<Running> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await startServer(plan);
    } catch (error) {
      const said = String((error as AppError).values?.["said"]);
      if (Date.now() > end || !/shared memory block|lock file/.test(said)) throw error;
      await sleep(50);
    }
  }
}

// One that is starting or recovering is waited for; one that is stopping, or has just been killed, is gone soon.
async function findReady(cluster: string): Promise<Running | undefined> {
  for (;;) {
    const running = await findRunning(cluster);
    if (!running || (running.ready && (await isListening(running)))) return running;
    await sleep(20);
  }
}

async function waitForLock(file: string): Promise<Lock> {
  for (;;) {
    const lock = await tryLock(file);
    if ("release" in lock) return lock;
    await sleep(20);
  }
}

const longestLog = 10_000_000;

async function turnLog(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && found.size > longestLog) await rename(file, `${file}.1`);
}
