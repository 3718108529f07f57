// What leaves the house: the one way out, and the webhooks that use it.
import { Outbound } from "../outbound/outbound.ts";
import { services } from "../sdk/services.ts";
import { FanOut } from "../webhooks/fan-out.ts";
import { Sender } from "../webhooks/sender.ts";
import { Webhooks } from "../webhooks/webhooks.ts";
import type { Provide } from "./container.ts";
import { type Given, inside } from "./inside.ts";

export function wireOutgoing(provide: Provide, { settings }: Given): void {
  provide(services.outbound, () => new Outbound(settings.outbound));
  provide(services.webhooks, (get) => {
    const needs = {
      db: get(services.db),
      jobs: get(services.jobs),
      kinds: get(services.kinds),
      records: get(services.records),
      outbound: get(services.outbound),
      actors: get(services.actors),
      seal: get(inside.seal),
      mail: get(services.mail),
    };
    const sender = new Sender(needs);
    return { sender, fanOut: new FanOut(needs), webhooks: new Webhooks(needs, sender) };
  });
}
