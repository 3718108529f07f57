// Every address the module answers.
import type { Actor, Database, Host, Pages, Records } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import type { Busy } from "./busy.ts";
import { Bell } from "./bell.ts";
import { bellRoutes } from "./bell.routes.ts";
import { calendarRoutes } from "./calendar.routes.ts";
import { activitiesPart } from "./api-part.ts";
import { peoplePart } from "./api-people.ts";
import { callsRoutes } from "./calls.routes.ts";
import { doingRoutes } from "./doing.routes.ts";
import { feedRoutes } from "./feed.routes.ts";
import { Feeds } from "./feeds.ts";
import { freeTimesRoutes } from "./free-times.routes.ts";
import { GuestAnswers } from "./guest-answers.ts";
import { guestAnswersRoutes } from "./guest-answers.routes.ts";
import type { Invitations } from "./invitations.ts";
import type { Handings } from "./handings.ts";
import { handingRoutes } from "./handing.routes.ts";
import { logRoutes } from "./log.routes.ts";
import type { OutsideCalendars } from "./outside.ts";
import { outsideRoutes } from "./outside.routes.ts";
import type { Participants } from "./participants.ts";
import { participantsRoutes } from "./participants.routes.ts";
import type { Reminders } from "./reminders.ts";
import type { Series } from "./series.ts";
import { seriesApi } from "./series-api.routes.ts";
import { seriesRoutes } from "./series.routes.ts";
import type { WorkingTimes } from "./working-time.ts";

import type { WaitingFor } from "./waiting.ts";
import { waitingRoutes } from "./waiting.routes.ts";

interface Needs {
  readonly activities: Activities;
  readonly reminders: Reminders;
  readonly series: Series;
  readonly times: WorkingTimes;
  readonly busy: Busy;
  readonly participants: Participants;
  readonly invitations: Invitations;
  readonly handings: Handings;
  readonly waitingFor: WaitingFor;
  readonly outside: OutsideCalendars;
  readonly db: Database;
  readonly records: Records;
  readonly pages: Pages;
  readonly actors: { ofUser(id: string, source: "page"): Promise<Actor | undefined> };
}

const pieces = [
  logRoutes,
  doingRoutes,
  calendarRoutes,
  seriesRoutes,
  seriesApi,
  callsRoutes,
  participantsRoutes,
  freeTimesRoutes,
  guestAnswersRoutes,
  handingRoutes,
  waitingRoutes,
  outsideRoutes,
] as const;

export function addRoutes(host: Host, { actors, ...given }: Needs): void {
  const { db, records } = given;
  const needs = { ...given, guestAnswers: new GuestAnswers(given) };
  for (const routes of pieces) host.routes(routes(needs));
  for (const part of [activitiesPart, peoplePart]) host.api(part);
  host.routes(bellRoutes({ ...needs, bell: new Bell(db, records) }));
  const actorOf = (id: string) => actors.ofUser(id, "page");
  host.routes(feedRoutes({ ...needs, feeds: new Feeds(db), taking: needs, actorOf }));
}
