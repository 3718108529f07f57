// Who comes, on the page of an activity; and on Today what one was asked to.
import { type Actor, may, type Records } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { lineView, type Seeing } from "./day.view.ts";
import type { Invitations } from "./invitations.ts";
import { answers, type Participants } from "./participants.ts";
import { peopleOf } from "./people.ts";
import type { Series } from "./series.ts";
import { dayOf, plusDays } from "./zoned.ts";

interface Needs {
  readonly activities: Activities;
  readonly participants: Participants;
  readonly invitations: Invitations;
  readonly series: Series;
  readonly records: Records;
}

/** Undefined where nobody else is there. */
export async function peopleView(needs: Needs, actor: Actor, id: string): Promise<object | undefined> {
  const { colleagues, guests } = await peopleOf(needs, actor, id);
  if (colleagues.length + guests.length === 0) return undefined;
  const mine = colleagues.find((one) => one.id === actor.id);
  const { status } = await needs.activities.get(actor, id);
  const answer = mine && status === "planned" ? answerView(id, mine.state, `/activities/${id}`) : null;
  const repeats = answer !== null && (await needs.series.placeOf(id)) !== undefined;
  const mayReply = may(actor, "activities.change") && guests.some(({ state }) => state !== "none");
  return { colleagues, guests, answer: answer && { ...answer, repeats }, mayReply, back: `/activities/${id}` };
}

/** The buttons with which somebody who was asked answers. */
export const answerView = (id: string, state: string, back: string) => ({
  id,
  back,
  repeats: false,
  choices: answers.map((answer) => ({ answer, chosen: answer === state })),
});

const AHEAD = 60;
const SHOWN = 20;

/** What one was asked to and did not answer yet, and what one goes to today and tomorrow. */
export async function invitedView(needs: Needs, seeing: Seeing): Promise<object | undefined> {
  const { actor, now, back } = seeing;
  const today = dayOf(now, actor.timeZone);
  const found = await needs.activities.askedTo(actor, { first: today, last: plusDays(today, AHEAD) }, SHOWN * 5);
  const said = await needs.participants.of(found.map(({ id }) => id));
  const states = new Map(said.filter(({ person }) => person === actor.id).map((one) => [one.activity, one.state]));
  const lines = found
    .map((one) => ({ line: lineView(one, { ...seeing, named: true }), state: states.get(one.id) ?? "declined" }))
    .filter(
      ({ line, state }) => state === "invited" || (state !== "declined" && (line.day ?? "") <= plusDays(today, 1)),
    )
    .slice(0, SHOWN)
    .map(({ line, state }) => ({ line, state, answer: answerView(line.id, state, back) }));
  return lines.length === 0 ? undefined : { lines };
}
