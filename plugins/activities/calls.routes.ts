import { actorOf, jsonIn, Router, say } from "trellis/sdk";
import { callIn, takeCall } from "./calls.ts";

/** Where telephone systems tell of calls, with the token of the person who talked. */
export function callsRoutes(needs: Omit<Parameters<typeof takeCall>[0], "subject">): Router {
  const router = new Router();
  router.post("/api/v1/activities/calls", async (ctx) => {
    const call = callIn(jsonIn(ctx));
    const subject = (_call: typeof call, who: string) => say(ctx, `activities.call.${call.direction}`, { who });
    const taken = await takeCall({ ...needs, subject }, actorOf(ctx), call);
    if (!taken) return void (ctx.status = 202);
    const { record, made } = taken;
    ctx.status = made ? 201 : 200;
    ctx.set("Location", `/api/v1/activities/${record.id}`);
    ctx.body = record;
  });
  return router;
}
