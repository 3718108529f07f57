// What activities add to pages of the core: Today, the head and the timeline of every record.
import { type Actor, type Host, may, type Records } from "trellis/sdk";
import type { Activities } from "./activities.ts";
import { lateTile } from "./approval.ts";
import { dayGroups, dayView, seeingFor } from "./day.view.ts";
import { nextView } from "./next.view.ts";
import type { Handings } from "./handings.ts";
import type { Invitations } from "./invitations.ts";
import type { Participants } from "./participants.ts";
import { invitedView, peopleView } from "./people.view.ts";
import { reachOf } from "./reach.ts";
import type { Series } from "./series.ts";
import { composerView, entryOf } from "./told.view.ts";
import type { WaitingFor } from "./waiting.ts";
import { waitingTile } from "./waiting.view.ts";
import type { WorkingTimes } from "./working-time.ts";

interface Plurals {
  find(kind: string): { readonly plural: string } | undefined;
}

interface Needs {
  readonly activities: Activities;
  readonly times: WorkingTimes;
  readonly series: Series;
  readonly kinds: Plurals;
  readonly records: Records;
  readonly participants: Participants;
  readonly invitations: Invitations;
  readonly handings: Handings;
  readonly waitingFor: WaitingFor;
}

export function addPieces(host: Host, needs: Needs): void {
  const { activities, times, kinds } = needs;
  const pathOf = (kind: string, id: string): string => `/${kinds.find(kind)?.plural ?? kind}/${id}`;
  addTiles(host, needs);
  addPanels(host, needs, pathOf);
  addColumns(host, activities);
  host.timeline({
    id: "activities.told",
    template: "activities/_told",
    entries: async (actor, about) =>
      isItself(about.kind) ? [] : (await activities.about(actor, about)).map((one) => entryOf(one, actor, about)),
    composer: "activities/_composer",
    compose: async (actor: Actor, about) =>
      may(actor, "activities.create") && !isItself(about.kind)
        ? composerView(about, pathOf(about.kind, about.id), await times.dayAfter(actor, 2))
        : undefined,
  });
}

function addPanels(host: Host, needs: Needs, pathOf: (kind: string, id: string) => string): void {
  host.panel({
    id: "activities.people",
    kind: "activity",
    place: "side",
    title: "activities.people",
    order: 5,
    template: "activities/_people",
    view: async (actor, id) => await peopleView(needs, actor, id),
  });
  host.panel({
    id: "activities.next",
    replaces: "deal-next-step",
    kind: "*",
    place: "head",
    title: "activities.step",
    order: 1,
    template: "activities/_next",
    view: async (actor, id, kind) => await nextView(needs, actor, { kind, id, back: pathOf(kind, id) }),
  });
}

function addTiles(host: Host, needs: Needs): void {
  const { activities, times, records } = needs;
  host.tile({
    id: "activities.invited",
    place: "main",
    order: 4,
    template: "activities/_invited",
    view: async (actor, team) => (team ? undefined : await invitedView(needs, await seeingFor(times, actor, "/"))),
  });
  host.tile({
    id: "activities.day",
    replaces: "deals-steps",
    place: "main",
    order: 5,
    template: "activities/_day",
    view: async (actor, team) => {
      const seeing = { ...(await seeingFor(times, actor, team ? "/?whose=team" : "/")), named: team };
      const groups = await dayGroups(activities, seeing, team ? actor.subtreeMates : [actor.id]);
      const shown = groups.flatMap((group) => group.activities);
      const reaches = await reachOf(records, actor, shown);
      return { ...dayView(groups, { ...seeing, reaches }), mayCreate: may(actor, "activities.create") };
    },
  });
  host.tile({
    id: "activities.waiting",
    place: "side",
    order: 30,
    template: "activities/_waiting",
    view: async (actor, team) => (team ? undefined : await waitingTile(needs.waitingFor, actor, times)),
  });
  host.tile({
    id: "activities.late",
    place: "side",
    order: 35,
    template: "activities/_late",
    view: async (actor, team) => (team ? await lateTile(records, actor) : undefined),
  });
}

/** The next step as a column of people and companies; deals have theirs as a field. */
function addColumns(host: Host, activities: Activities): void {
  for (const [kind, id] of [
    ["contact", "activities.next"],
    ["company", "activities.next-of-company"],
  ] as const)
    host.column({
      id,
      kind,
      label: "activities.step",
      order: 60,
      schema: { "x-type": "text" },
      values: async (actor, ids) => {
        const steps = await activities.nextOfEach(actor, kind, ids);
        return new Map(
          [...steps].map(([record, one]) => [record, { value: one.subject, path: `/activities/${one.id}` }]),
        );
      },
    });
}

const isItself = (kind: string): boolean => kind === "activity";
