// Embedded databases on data folders of a test file's own.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { type EmbeddedPlan, type EmbeddedServer, serveEmbedded } from "../../core/db/embedded/embedded.ts";
import { findRunning } from "../../core/db/embedded/pid-file.ts";
import { openLog } from "../../core/kernel/log.ts";

export interface Cellar {
  /** Where folders can be made; every account may come in. */
  readonly root: string;
  /** The data folder that tests share. */
  readonly dataDir: string;
  plan(folder?: string): EmbeddedPlan;
  /** A served database, which `rest` stops. */
  serve(folder?: string): Promise<EmbeddedServer>;
  /** Process number of the server on the shared folder; 0 when none runs. */
  pid(): Promise<number>;
  rest(): Promise<void>;
  remove(): Promise<void>;
}

export async function newCellar(): Promise<Cellar> {
  const root = await mkdtemp("/tmp/trellis-embedded-");
  await chmod(root, 0o755);
  const dataDir = join(root, "data");
  const running: EmbeddedServer[] = [];
  const plan = (folder = dataDir): EmbeddedPlan => ({
    dataDir: folder,
    sharedBuffers: "16MB",
    maxConnections: 20,
    log: openLog("silent"),
  });
  return {
    root,
    dataDir,
    plan,
    async serve(folder) {
      const server = await serveEmbedded(plan(folder));
      running.push(server);
      return server;
    },
    pid: async () => (await findRunning(join(dataDir, "postgres")))?.pid ?? 0,
    async rest() {
      for (const server of running.splice(0)) await server.stop();
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** One statement on a connection of its own. */
export async function ask<R extends pg.QueryResultRow>(
  { connection }: Pick<EmbeddedServer, "connection">,
  text: string,
): Promise<R[]> {
  const client = new pg.Client(connection);
  // A server that is killed takes the connection with it.
  client.on("error", () => {});
  await client.connect();
  return (await client.query<R>(text).finally(() => client.end())).rows;
}
