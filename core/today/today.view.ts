import type { Tile } from "../plugins/plugin.ts";
import type { PageView } from "../web/page-view.ts";
import type { ChecklistItem } from "./checklist.ts";

export interface ShownTile extends Pick<Tile, "id" | "place" | "template"> {
  readonly view: object;
}

export interface TodayFacts {
  readonly items: readonly ChecklistItem[] | undefined;
  readonly tiles: readonly ShownTile[];
  readonly team: boolean;
  readonly mayLead: boolean;
}

type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

export function todayView({ items, tiles, team, mayLead }: TodayFacts, say: Say): PageView {
  const tab = (id: "me" | "team", path: string) => ({
    label: say(`today.${id}`),
    path,
    current: team === (id === "team"),
    count: null,
  });
  const view = {
    title: say("today.title"),
    whose: mayLead ? [tab("me", "/"), tab("team", "/?whose=team")] : null,
    checklist: items ? checklistOf(items, say) : null,
    main: tiles.filter((tile) => tile.place === "main"),
    side: tiles.filter((tile) => tile.place === "side"),
  };
  return view;
}

const checklistOf = (items: readonly ChecklistItem[], say: Say) => ({
  items: items.map(({ label, text, ...item }) => ({ ...item, label: say(label), text: say(text) })),
  done: items.filter(({ done }) => done).length,
});
