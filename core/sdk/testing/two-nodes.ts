import { setTimeout as rest } from "node:timers/promises";
import { inside } from "../../app/inside.ts";
import { generationOf } from "../../plugins/life/row.ts";
import { services } from "../services.ts";
import { startTestApp, type TestApp, type TestAppOptions, type TestNode } from "./app.ts";

export interface TwoNodes {
  readonly app: TestApp;
  readonly nodes: readonly [TestNode, TestNode];
  /** Resolves when both have followed what was decided last; rejects after five seconds. */
  agreed(): Promise<void>;
  stop(): Promise<void>;
}

/** Two processes on one database, as far as one process can play two: each knows only what it has read itself. */
export async function twoNodes(options: TestAppOptions = {}): Promise<TwoNodes> {
  const app = await startTestApp(options);
  const nodes = [await app.node(), await app.node()] as const;
  return {
    app,
    nodes,
    agreed: async () => await agreement(nodes),
    stop: () => app.stop(),
  };
}

async function agreement([first, second]: readonly [TestNode, TestNode]): Promise<void> {
  const end = Date.now() + 5_000;
  const seen = (): number[] => [first, second].map(({ get }) => get(inside.live).generation);
  for (;;) {
    const wanted = await generationOf(first.get(services.db));
    if (seen().every((one) => one === wanted)) return;
    if (Date.now() > end) throw new Error(`Decided is ${wanted}, and the processes are at ${seen().join(" and ")}.`);
    await rest(25);
  }
}
