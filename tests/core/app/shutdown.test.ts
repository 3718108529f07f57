import { describe, expect, test } from "vitest";
import { Shutdown } from "../../../core/app/shutdown.ts";
import { openLog } from "../../../core/kernel/log.ts";
import { promised } from "../../support/quickly.ts";

const log = openLog("silent");
const shutdown = (): Shutdown => new Shutdown({ delay: 0, timeout: 50 }, log);

describe("a process that stops", () => {
  test("ends its parts in the reverse order of their beginning", async () => {
    const stopping = shutdown();
    const ended: string[] = [];
    for (const name of ["database", "jobs", "requests"]) stopping.add(name, () => void ended.push(name));
    await stopping.run("test");
    expect(ended).toEqual(["requests", "jobs", "database"]);
  });

  test("ends the others when one part fails to", async () => {
    const stopping = shutdown();
    const ended: string[] = [];
    stopping.add("database", () => void ended.push("database"));
    stopping.add("jobs", () => Promise.reject(new Error("stuck")));
    await stopping.run("test");
    expect(ended).toEqual(["database"]);
  });

  test("tells those who wait for requests when the time is over", async () => {
    const stopping = shutdown();
    stopping.add("requests", (hurry) => new Promise((resolve) => hurry.addEventListener("abort", () => resolve())));
    const began = performance.now();
    await stopping.run("test");
    expect(performance.now() - began).toBeLessThan(promised(1_000));
  });

  test("does not wait for a part that never ends", async () => {
    const stopping = shutdown();
    const ended: string[] = [];
    stopping.add("database", () => void ended.push("database"));
    stopping.add("jobs", () => new Promise(() => {}));
    await stopping.run("test");
    expect(ended).toEqual(["database"]);
  });

  test("while it starts ends what has begun, and begins nothing more", async () => {
    const stopping = shutdown();
    const story: string[] = [];
    let began = (): void => {};
    const first = new Promise<void>((resolve) => (began = resolve));
    const start = stopping.whileStarting(
      (async () => {
        await stopping.begin(
          "database",
          () => first,
          async () => void story.push("database ended"),
        );
        await stopping.next(async () => void story.push("migrated"));
      })(),
    );
    const over = stopping.run("test");
    began();
    await Promise.allSettled([start, over]);
    expect(story).toEqual(["database ended"]);
  });
});
