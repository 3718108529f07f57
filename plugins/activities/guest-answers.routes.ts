import {
  actorOf,
  type Context,
  formIn,
  Invalid,
  jsonIn,
  languageOf,
  messageTo,
  NotFound,
  type Pages,
  Router,
  say,
  textIn,
} from "trellis/sdk";
import { backIn } from "./asked.routes.ts";
import type { Asked, GuestAnswers, Outcome } from "./guest-answers.ts";
import { repliesIn } from "./ical-reply.ts";
import { whenFor } from "./invitations.ts";
import { answers } from "./participants.ts";
import { problem } from "./problem.ts";

interface Needs {
  readonly guestAnswers: GuestAnswers;
  readonly pages: Pages;
}

/** Answers of guests: by the link in their letter, which anybody opens who has it, and as their calendar sends them. */
export function guestAnswersRoutes({ guestAnswers, pages }: Needs): Router {
  const router = new Router();
  const asked = async (ctx: Context) => await guestAnswers.asked(textIn(ctx, "secret"));

  // Only the button answers: programs that look through mail open every link.
  router.get("/activities/answers/:secret", async (ctx) => show(ctx, pages, await asked(ctx)));

  router.post("/activities/answers/:secret", async (ctx) => {
    const [found, said] = [await asked(ctx), answers.find((one) => one === formIn(ctx).text("answer"))];
    if (!found) throw new NotFound("web.not_found");
    if (said) await guestAnswers.answer(found, said);
    show(ctx, pages, await asked(ctx), said !== undefined);
  });

  router.post("/activities/replies", async (ctx) => {
    const taken = await takeReplies(guestAnswers, ctx, formIn(ctx).text("text"));
    messageTo(ctx, taken ? repliesText(ctx, taken) : { text: say(ctx, "activities.replies.none"), tone: "bad" });
    pages.go(ctx, backIn(ctx));
  });

  router.post("/api/v1/activities/replies", async (ctx) => {
    const { calendar } = (jsonIn(ctx) ?? {}) as Readonly<Record<string, unknown>>;
    const taken = typeof calendar === "string" ? await takeReplies(guestAnswers, ctx, calendar) : undefined;
    if (!taken) throw new Invalid([problem("calendar", "not_a_reply")]);
    ctx.body = { outcomes: taken };
  });

  return router;
}

/** What became of the answers in a calendar file; undefined for a text that holds none. */
export async function takeReplies(
  guestAnswers: GuestAnswers,
  ctx: Context,
  text: string,
): Promise<readonly Outcome[] | undefined> {
  const replies = repliesIn(text);
  return replies && replies.length > 0 ? await guestAnswers.take(actorOf(ctx), replies) : undefined;
}

/** Which of them count, and why the others do not. */
export function repliesText(ctx: Context, outcomes: readonly Outcome[]): { text: string; tone?: "bad" } {
  const number = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
  const counts = { taken: number("taken"), known: number("known"), old: number("old"), strange: number("strange") };
  const text = say(ctx, "activities.replies.taken", counts);
  return counts.taken + counts.known > 0 ? { text } : { text, tone: "bad" };
}

function show(ctx: Context, pages: Pages, asked: Asked | undefined, isNew = false): void {
  ctx.set("Referrer-Policy", "no-referrer");
  ctx.set("X-Robots-Tag", "noindex");
  const view = {
    title: asked?.activity.subject ?? say(ctx, "activities.answer.gone"),
    layout: "plain" as const,
    asked: asked
      ? {
          when: whenFor(asked.activity, languageOf(ctx)),
          place: asked.activity.place,
          host: asked.activity.owner?.title ?? "",
        }
      : null,
    here: ctx.path,
    isNew,
    choices: answers.map((answer) => ({ answer, chosen: answer === asked?.state })),
  };
  pages.show(ctx, "activities/answer", view);
}
