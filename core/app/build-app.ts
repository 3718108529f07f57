// The application from its parts, as a story: services, areas, fields, pipeline.
import type { RequestListener } from "node:http";
import Koa from "koa";
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import { areas } from "./areas.ts";
import { pipeline } from "./pipeline.ts";
import { type Given, inside } from "./inside.ts";
import { wire } from "./wiring.ts";

export interface App {
  readonly get: Get;
  callback(): RequestListener;
  /** Begins background work: events and jobs. */
  start(): Promise<void>;
  /** Ends it; requests under way are not this one's business. */
  stop(): Promise<void>;
}

export async function buildApp(given: Given): Promise<App> {
  const { get } = wire(given);
  for (const area of areas) await area.start(get, get(services.contributions).hostFor(area.id, []));
  await get(inside.live).follow();
  await get(services.definitions).refresh();
  const koa = new Koa({
    proxy: given.settings.http.trustedProxies > 0,
    maxIpsCount: given.settings.http.trustedProxies,
  });
  koa.on("error", (error) => get(inside.log).error({ err: error }, "answer failed"));
  for (const middleware of pipeline(get)) koa.use(middleware);
  return {
    get,
    callback: () => koa.callback() as RequestListener,
    start: () => startWork(get, given.settings.role),
    stop: () => stopWork(get),
  };
}

/** A process that only serves pages queues jobs, but neither runs them nor hands on events. */
async function startWork(get: Get, role: Given["settings"]["role"]): Promise<void> {
  get(inside.watch).start();
  get(inside.pluginWatch).start();
  const work = role !== "web";
  await get(services.jobs).start({ work });
  if (!work) return;
  await get(services.events).start();
  get(inside.sealer).start();
}

async function stopWork(get: Get): Promise<void> {
  get(inside.watch).stop();
  await get(inside.readings).flush();
  await get(inside.pluginWatch).stop();
  await get(services.events).stop();
  await get(services.jobs).stop();
  await get(inside.sealer).stop();
}
