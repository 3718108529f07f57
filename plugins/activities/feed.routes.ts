import { readFile } from "node:fs/promises";
import {
  type Actor,
  actorOf,
  type Context,
  may,
  messageTo,
  NotFound,
  originOf,
  type Pages,
  Router,
  say,
  textIn,
  withUpload,
} from "trellis/sdk";
import type { Activities } from "./activities.ts";
import type { Feeds } from "./feeds.ts";
import type { GuestAnswers } from "./guest-answers.ts";
import { repliesText, takeReplies } from "./guest-answers.routes.ts";
import { takeIn } from "./ical-import.ts";
import { readCalendar } from "./ical-read.ts";
import { calendarText } from "./ical-write.ts";
import { ALL, takesPart } from "./busy.ts";
import type { OutsideCalendars } from "./outside.ts";
import { outsideView } from "./outside.routes.ts";
import type { Participants } from "./participants.ts";
import { dayOf, plusDays } from "./zoned.ts";

interface Needs {
  readonly activities: Activities;
  readonly feeds: Feeds;
  readonly outside: OutsideCalendars;
  readonly guestAnswers: GuestAnswers;
  readonly participants: Participants;
  readonly taking: Omit<Parameters<typeof takeIn>[0], "busy" | "untitled">;
  readonly pages: Pages;
  actorOf(person: string): Promise<Actor | undefined>;
}

const LARGEST = 5_000_000;
/** Days of the past and of the future that calendar programs get. */
const [BACK, AHEAD] = [90, 366];

/** Activities in other calendars, and other calendars' events among activities. */
export function feedRoutes(needs: Needs): Router {
  const { feeds, pages } = needs;
  const router = new Router();

  router.get("/activities/ical/:secret", async (ctx) => await serve(ctx, needs));

  router.get("/activities/feed", async (ctx) => await show(ctx, needs));

  router.post("/activities/feed", async (ctx) => {
    const secret = await feeds.open(actorOf(ctx).id);
    await show(ctx, needs, { address: `/activities/ical/${secret}.ics` });
  });

  router.post("/activities/feed/removal", async (ctx) => {
    await feeds.close(actorOf(ctx).id);
    messageTo(ctx, say(ctx, "activities.feed.closed"));
    pages.go(ctx, "/activities/feed");
  });

  router.post("/activities/files", async (ctx) => await take(ctx, needs));

  return router;
}

async function serve(ctx: Context, { feeds, activities, participants, actorOf: actorFor }: Needs): Promise<void> {
  const person = await feeds.personOf(textIn(ctx, "secret").replace(/\.ics$/, ""));
  const actor = person === undefined ? undefined : await actorFor(person);
  // Who left, or lost the right to activities, has no calendar any more.
  if (!actor || !may(actor, "activities.read")) throw new NotFound("web.not_found");
  const today = dayOf(new Date(), actor.timeZone);
  const span = { first: plusDays(today, -BACK), last: plusDays(today, AHEAD) };
  const found = await activities.between(actor, [actor.id], span, ALL);
  const refused = await participants.refusals(found.activities.map(({ id }) => id));
  ctx.set("Cache-Control", "private, max-age=300");
  ctx.type = "text/calendar; charset=utf-8";
  ctx.body = calendarText(
    actor.name,
    found.activities.filter((one) => takesPart(one, actor.id, refused)),
  );
}

async function show(
  ctx: Context,
  { feeds, outside, pages }: Needs,
  more: { readonly address?: string; readonly problem?: string } = {},
): Promise<void> {
  const view = {
    title: say(ctx, "activities.feed"),
    breadcrumb: [{ label: say(ctx, "activities.calendar"), path: "/activities/calendar" }],
    feed: (await feeds.find(actorOf(ctx).id)) ?? null,
    outside: await outsideView(outside, actorOf(ctx)),
    address: more.address ? `${originOf(ctx)}${more.address}` : null,
    problem: more.problem ?? null,
    mayCreate: may(actorOf(ctx), "activities.create"),
  };
  pages.show(ctx, "activities/feed", view);
}

async function take(ctx: Context, needs: Needs): Promise<void> {
  const actor = actorOf(ctx);
  const text = await withUpload(ctx, { bytes: LARGEST }, async ({ files: [file] }) =>
    file ? await readFile(file.path, "utf8") : "",
  );
  const replied = await takeReplies(needs.guestAnswers, ctx, text);
  if (replied) {
    messageTo(ctx, repliesText(ctx, replied));
    return needs.pages.go(ctx, "/activities/calendar");
  }
  const read = readCalendar(text, actor.timeZone);
  if ("fault" in read) {
    ctx.status = 422;
    return await show(ctx, needs, { problem: say(ctx, `activities.feed.${read.fault}`) });
  }
  const words = { busy: say(ctx, "activities.busy"), untitled: say(ctx, "activities.type.meeting") };
  const taken = await takeIn({ ...needs.taking, ...words }, actor, read.events);
  messageTo(ctx, say(ctx, "activities.feed.taken", { ...taken }));
  needs.pages.go(ctx, "/activities/calendar");
}
