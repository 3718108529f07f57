// Ways to reach somebody. The main e-mail and the main phone are fields of their own; everything else stands in `channels`,
// where an entry with the value of a main one says more about it: when it was verified, that it must not be used.
import type { Channel } from "../records/fields/types/channels.ts";
import { channelKey } from "./keys.ts";

export const mainTypes = ["email", "phone"] as const;
export type MainType = (typeof mainTypes)[number];

export interface Reachable {
  readonly email: string | null;
  readonly phone: string | null;
  readonly channels: readonly Channel[];
}

/** Gives each type its main channel when there is any that may be used. */
export function promoted(reach: Reachable): Reachable {
  return mainTypes.reduce(promote, reach);
}

function promote(reach: Reachable, type: MainType): Reachable {
  if (reach[type] !== null) return withoutPlainCopy(reach, type);
  const first = reach.channels.find((channel) => channel.type === type && !channel.doNotUse);
  return first ? withoutPlainCopy({ ...reach, [type]: first.value }, type) : reach;
}

// An entry that only repeats the main value would show the same number twice.
function withoutPlainCopy(reach: Reachable, type: MainType): Reachable {
  if (reach.channels.length === 0) return reach;
  const main = keyOf({ type, value: reach[type] ?? "" });
  return { ...reach, channels: reach.channels.filter((channel) => keyOf(channel) !== main || saysMore(channel)) };
}

const saysMore = ({ label, verifiedAt, doNotUse, reason }: Channel): boolean =>
  doNotUse || Boolean(label) || Boolean(verifiedAt) || Boolean(reason);

/** Two entries with one key are the same way to reach somebody. */
export const keyOf = ({ type, value }: Pick<Channel, "type" | "value">): string =>
  channelKey(type, value) ?? `${type}:${value.trim().toLowerCase()}`;

/**
 * Keeps what opted out opted out: an entry that is missing from `next`, or lost its mark on the way (an import knows nothing
 * of marks), gets it back. `mayLift` is true where a person took the mark away with own hands.
 */
export function stillOptedOut(before: readonly Channel[], next: readonly Channel[], mayLift: boolean): Channel[] {
  const marked = new Map(before.filter((channel) => channel.doNotUse).map((channel) => [keyOf(channel), channel]));
  const present = new Set(next.map(keyOf));
  const kept = next.map((channel) => (mayLift ? channel : withMark(channel, marked.get(keyOf(channel)))));
  return [...kept, ...[...marked].filter(([key]) => !present.has(key)).map(([, channel]) => channel)];
}

const withMark = (channel: Channel, mark: Channel | undefined): Channel =>
  mark && !channel.doNotUse ? { ...channel, doNotUse: true, reason: mark.reason } : channel;

/** Main channels that must not be used, with the reason. */
export function blocked({ email, phone, channels }: Reachable): Channel[] {
  const mains = new Set([keyOf({ type: "email", value: email ?? "" }), keyOf({ type: "phone", value: phone ?? "" })]);
  return channels.filter((channel) => channel.doNotUse && mains.has(keyOf(channel)));
}

/** The channels of two records as one list; a mark on either side stays. */
export function united(one: readonly Channel[], other: readonly Channel[]): Channel[] {
  const known = new Map<string, Channel>();
  for (const channel of [...one, ...other]) {
    const ours = known.get(keyOf(channel));
    known.set(keyOf(channel), ours ? withMark(ours, channel.doNotUse ? channel : undefined) : channel);
  }
  return [...known.values()];
}

export const plainChannel = (type: Channel["type"], value: string): Channel => ({
  type,
  value,
  label: null,
  verifiedAt: null,
  doNotUse: false,
  reason: null,
});
