import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ask, type Cellar, newCellar } from "../../../support/embedded.ts";
import { eventually } from "../../../support/product.ts";
import { isAlive } from "../../../../core/db/embedded/pid-file.ts";
import { stopServer } from "../../../../core/db/embedded/server.ts";

let cellar: Cellar;
beforeAll(async () => {
  cellar = await newCellar();
});
afterEach(() => cellar.rest());
afterAll(() => cellar.remove());

describe("a server that is killed", () => {
  test("is started again, with all that was written", async () => {
    const server = await cellar.serve();
    await ask(server, "create table written as select 1 as one");
    const pid = await cellar.pid();
    process.kill(pid, "SIGKILL");
    await eventually(async () => expect(await ask(server, "select one from written")).toEqual([{ one: 1 }]));
    expect(await cellar.pid()).not.toBe(pid);
  });

  test("comes back every time, though it is killed again and again", async () => {
    const server = await cellar.serve();
    for (let round = 0; round < 3; round++) {
      process.kill(await eventually(async () => (await cellar.pid()) || Promise.reject(new Error("down"))), "SIGKILL");
      await eventually(() => ask(server, "select 1"));
    }
  });

  test("loses one of its backends only, and the others with it, for a moment", async () => {
    const server = await cellar.serve();
    const pid = await cellar.pid();
    const [backend] = await ask<{ pid: number }>(
      server,
      "select pid from pg_stat_activity where backend_type = 'checkpointer'",
    );
    process.kill(backend?.pid ?? 0, "SIGKILL");
    await eventually(() => ask(server, "select 1"));
    expect(await cellar.pid()).toBe(pid);
  });
});

describe("an application that is killed", () => {
  test("leaves a server behind, which the next one takes over", async () => {
    const orphan = await orphaned();
    const server = await cellar.serve();
    expect(await cellar.pid()).toBe(orphan);
    expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    expect(isAlive(orphan)).toBe(false);
  });

  test("together with its server leaves nothing that hinders the next start", async () => {
    const orphan = await orphaned();
    process.kill(orphan, "SIGKILL");
    const server = await cellar.serve();
    await eventually(async () => expect(await ask(server, "select 1 as one")).toEqual([{ one: 1 }]));
  });

  /** A server whose application was killed. */
  async function orphaned(): Promise<number> {
    const script = `import { serveEmbedded } from "./core/db/embedded/embedded.ts"; import { openLog } from "./core/kernel/log.ts";
      await serveEmbedded({ dataDir: ${JSON.stringify(cellar.dataDir)}, sharedBuffers: "16MB", maxConnections: 20, log: openLog("silent") });
      process.stdout.write("up");`;
    const app = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(app.stdout, "data");
    app.kill("SIGKILL");
    await once(app, "exit");
    expect(await readFile(join(cellar.dataDir, "trellis.pid"), "utf8")).toContain(String(app.pid));
    return await cellar.pid();
  }
});

test("stopping twice is stopping once", async () => {
  const pid = (await cellar.serve(), await cellar.pid());
  await stopServer(pid);
  await stopServer(pid);
  expect(isAlive(pid) && (await cellar.pid()) === pid).toBe(false);
});
