import {
  actorOf,
  type Context,
  formIn,
  idIn,
  Invalid,
  jsonIn,
  messageTo,
  type Pages,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import { backIn } from "./asked.routes.ts";
import type { Invitations } from "./invitations.ts";
import { type Answer, answers, type Participants } from "./participants.ts";
import { peopleOf } from "./people.ts";
import { problem } from "./problem.ts";

interface Needs {
  readonly participants: Participants;
  readonly invitations: Invitations;
  readonly records: Records;
  readonly pages: Pages;
}

/** Who comes, and saying whether one comes oneself. */
export function participantsRoutes(needs: Needs): Router {
  const { participants, records, pages } = needs;
  const router = new Router();

  const answer = async (ctx: Context, said: Answer, following: boolean) => {
    const activity = await records.get(actorOf(ctx), "activity", idIn(ctx));
    await participants.answer(actorOf(ctx), activity, said, { following });
    return String(activity["subject"]);
  };

  router.post("/activities/:id/answer", async (ctx) => {
    const [said, following] = [formIn(ctx).text("answer"), formIn(ctx).text("following") !== ""];
    const subject = await answer(ctx, answerIn(said), following);
    messageTo(ctx, say(ctx, `activities.answered.${said}`, { subject }));
    pages.go(ctx, backIn(ctx));
  });

  router.get("/api/v1/activities/:id/participants", async (ctx) => {
    ctx.body = await peopleOf(needs, actorOf(ctx), idIn(ctx));
  });

  router.post("/api/v1/activities/:id/answer", async (ctx) => {
    const { answer: said, following } = (jsonIn(ctx) ?? {}) as Record<string, unknown>;
    await answer(ctx, answerIn(said), following === true);
    ctx.body = await peopleOf(needs, actorOf(ctx), idIn(ctx));
  });

  return router;
}

function answerIn(said: unknown): Answer {
  const known = answers.find((one) => one === said);
  if (!known) throw new Invalid([problem("answer", "bad_answer")]);
  return known;
}
