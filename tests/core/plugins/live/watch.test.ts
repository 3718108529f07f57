import { afterEach, describe, expect, test, vi } from "vitest";
import { pluginsCheck } from "../../../../core/app/ready.ts";
import { openLog } from "../../../../core/kernel/log.ts";
import { PluginWatch, type PluginWatchNeeds } from "../../../../core/plugins/live/watch.ts";
import { promised } from "../../../support/quickly.ts";

let watch: PluginWatch | undefined;
afterEach(async () => {
  await watch?.stop();
  vi.useRealTimers();
});

/** A watch over nothing; counts its looks. */
function watching(look: () => Promise<void> = async () => undefined) {
  const looks: number[] = [];
  let hear = (): void => undefined;
  const needs = {
    live: { generation: 1, loaded: [], look: async () => (looks.push(Date.now()), await look()) },
    nodes: { report: async () => undefined, leave: async () => undefined },
    upkeep: { tend: () => new Promise(() => undefined) },
    log: openLog("silent"),
    listen: (heard: () => void) => {
      hear = heard;
      return { start: async () => undefined, stop: async () => undefined };
    },
  };
  watch = new PluginWatch(needs as unknown as PluginWatchNeeds);
  watch.start();
  return { watch, looks, hear: () => hear() };
}

describe("a process", () => {
  test("follows a decision as soon as it hears of it", async () => {
    const { looks, hear } = watching();
    hear();
    await expect.poll(() => looks).toHaveLength(1);
  });

  test("follows one that it did not hear of within two seconds, also while something else takes long", async () => {
    const { looks } = watching();
    const began = Date.now();
    await expect.poll(() => looks.length).toBeGreaterThanOrEqual(2);
    expect((looks[0] ?? 0) - began).toBeLessThan(promised(2_000));
  });

  test("looks again when it hears of the next decision while it follows the one before", async () => {
    let follow = (): void => undefined;
    const { looks, hear } = watching(() => new Promise((done) => (follow = done)));
    hear();
    hear();
    follow();
    await expect.poll(() => looks).toHaveLength(2);
    follow();
  });

  test("that does not get through with following says that it is not ready, after half a minute", async () => {
    vi.useFakeTimers();
    const { watch: stuck } = watching(() => new Promise(() => undefined));
    const ready = pluginsCheck(stuck, { outcomes: async () => [] });
    await vi.advanceTimersByTimeAsync(29_000);
    await expect(ready()).resolves.toEqual({});
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(ready()).rejects.toThrow("has not been followed");
  });

  test("that follows is ready", async () => {
    vi.useFakeTimers();
    const { watch: well } = watching();
    await vi.advanceTimersByTimeAsync(120_000);
    await expect(pluginsCheck(well, { outcomes: async () => [] })()).resolves.toEqual({});
  });
});
