import {
  actorOf,
  type Context,
  formIn,
  type Input,
  isId,
  ownPath,
  type Pages,
  type PageView,
  queryIn,
  type RecordRef,
  type Records,
  Router,
  say,
} from "trellis/sdk";
import { aboutInput, type Activities } from "./activities.ts";
import { backIn, followingIn, orAgain, told, typeIn, whenIn } from "./asked.routes.ts";
import type { Busy } from "./busy.ts";
import { overlapWith } from "./conflicts.ts";
import { namesOf } from "./people.ts";
import { composerView } from "./told.view.ts";
import { repeats } from "./recurrence.ts";
import type { Series } from "./series.ts";
import { planned as asPlanned } from "./series-input.ts";
import type { SeriesPlan } from "./series-rows.ts";
import { lengthOf } from "./series-times.ts";
import type { WorkingTimes } from "./working-time.ts";
import { isDay } from "./zoned.ts";

interface Needs {
  readonly activities: Activities;
  readonly series: Series;
  readonly times: WorkingTimes;
  readonly busy: Busy;
  readonly records: Records;
  readonly pages: Pages;
}

/** Writing down what was done, and planning what is to be, on the record it is about. */
export function logRoutes({ activities, series, times, busy, records, pages }: Needs): Router {
  const router = new Router();

  const show = async (ctx: Context, what: string, problems: readonly string[] = []) => {
    const [soon, together] = [await times.dayAfter(actorOf(ctx), 2), await togetherView(ctx, records)];
    pages.show(ctx, "activities/log", formView(ctx, { what, problems, soon, together }));
  };

  router.get("/activities/log", async (ctx) => await show(ctx, queryIn(ctx).find("what") ?? "call"));

  router.post("/activities/log", async (ctx) => {
    const what = formIn(ctx).text("what") || "call";
    const soon = await times.dayAfter(actorOf(ctx), 2);
    const save = async () => {
      const input = what === "plan" ? planned(ctx) : done(ctx, what);
      const repeated = what === "plan" ? seriesIn(ctx, input) : undefined;
      const made =
        (repeated && (await series.begin(actorOf(ctx), repeated))) ??
        (await activities.add(actorOf(ctx), input, followingIn(ctx, soon)));
      const overlap = what === "plan" ? await overlapWith({ busy, records }, actorOf(ctx), made) : undefined;
      told(ctx, what === "plan" ? "activities.planned" : "activities.logged", made, overlap);
      pages.go(ctx, backIn(ctx));
    };
    await orAgain(ctx, save, (problems) => show(ctx, what, problems));
  });

  return router;
}

const about = (ctx: Context): Input => {
  const form = formIn(ctx);
  return form.text("id") === "" ? {} : aboutInput({ kind: form.text("kind"), id: form.text("id") });
};

function planned(ctx: Context): Input {
  const type = typeIn(ctx, "type");
  const subject = formIn(ctx).text("subject") || say(ctx, `activities.type.${type}`);
  return { ...about(ctx), ...togetherIn(ctx), type, subject, ...whenIn(ctx) };
}

/** Who is to come, too, and for how long it is, where somebody chose a time for all of them. */
function togetherIn(ctx: Context): Input {
  const form = formIn(ctx);
  const [people, minutes, { startAt }] = [form.list("people").filter(isId), Number(form.text("length")), whenIn(ctx)];
  const isLong = startAt !== null && Number.isInteger(minutes) && minutes > 0 && minutes <= 24 * 60;
  return {
    ...(people.length > 0 && { colleagues: people }),
    ...(isLong && { endAt: new Date(Date.parse(startAt) + minutes * 60_000).toISOString() }),
  };
}

/** What repeats, where the form says so and has a day to begin with. */
function seriesIn(ctx: Context, { startAt, endAt, dueOn, ...fields }: Input): SeriesPlan | undefined {
  const form = formIn(ctx);
  const rule = repeats[form.text("repeat") as keyof typeof repeats];
  if (!rule || !isDay(dueOn)) return undefined;
  const until = form.text("until");
  return asPlanned({
    rule,
    firstDay: dueOn,
    clock: typeof startAt === "string" ? form.text("time") : null,
    zone: actorOf(ctx).timeZone,
    until: isDay(until) ? until : null,
    length: lengthOf(startAt, endAt),
    fields: { ...fields, owner: actorOf(ctx).id },
  });
}

function done(ctx: Context, what: string): Input {
  const form = formIn(ctx);
  const type = what === "meeting" ? "meeting" : "call";
  const minutes = Number(form.text("minutes"));
  return {
    ...about(ctx),
    type,
    status: "done",
    subject: form.text("subject") || say(ctx, `activities.type.${type}`),
    result: form.text("result") || null,
    notes: form.text("notes") || null,
    minutes: Number.isInteger(minutes) && minutes > 0 ? minutes : null,
  };
}

interface FormFacts {
  readonly what: string;
  readonly problems: readonly string[];
  readonly soon: string;
  readonly together: readonly { readonly id: string; readonly name: string }[];
}

/** Colleagues whom the address or the form names. */
async function togetherView(ctx: Context, records: Records): Promise<FormFacts["together"]> {
  const typed = ctx.method === "POST" ? formIn(ctx) : queryIn(ctx);
  const names = await namesOf(records, actorOf(ctx), "user", typed.list("people").filter(isId).slice(0, MOST_TOGETHER));
  return [...names].map(([id, name]) => ({ id, name }));
}

const MOST_TOGETHER = 50;

const typedIn = [
  "subject",
  "notes",
  "minutes",
  "next",
  "nextOn",
  "type",
  "dueOn",
  "time",
  "repeat",
  "until",
  "length",
] as const;

/** The form on a page of its own: for browsers without script, and for what was typed wrongly. */
function formView(ctx: Context, { what, problems, soon, together }: FormFacts): PageView {
  const typed = ctx.method === "POST" ? formIn(ctx) : queryIn(ctx);
  const ref: RecordRef = { kind: typed.text("kind"), id: typed.text("id") };
  const view = {
    ...composerView(ref, ownPath(typed.text("back"), "/"), soon),
    title: say(ctx, what === "plan" ? "activities.plan" : "activities.log"),
    what,
    problems,
    together,
    typed: Object.fromEntries(typedIn.map((name) => [name, typed.text(name)])),
  };
  return view;
}
