// What areas and plugins tell in the timeline of a record, and the forms with which it is written down.
import type { Actor } from "../../kernel/actor.ts";
import type { RecordRef, TimelineSource } from "../../plugins/plugin.ts";

/** A piece of a timeline, ready to be shown. */
export interface Told {
  readonly at: string;
  readonly icon: string;
  readonly template: string;
  readonly view: object;
}

export interface Composer {
  readonly id: string;
  readonly template: string;
  readonly view: object;
}

/** What all of them have to say, and to offer. */
export async function askTimelines(
  sources: readonly TimelineSource[],
  actor: Actor,
  about: RecordRef,
): Promise<{ readonly told: readonly Told[]; readonly composers: readonly Composer[] }> {
  const asked = sources.map(async (source) => {
    const [entries, form] = await Promise.all([source.entries(actor, about), source.compose(actor, about)]);
    return {
      told: entries.map((entry) => ({ ...entry, template: source.template })),
      composers: form ? [{ id: source.id, template: source.composer, view: form }] : [],
    };
  });
  const all = await Promise.all(asked);
  return { told: all.flatMap(({ told }) => told), composers: all.flatMap(({ composers }) => composers) };
}
