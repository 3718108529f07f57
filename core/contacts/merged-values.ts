// What one record becomes when it takes in another.
import type { Field } from "../records/fields/field.ts";
import type { Channel } from "../records/fields/types/channels.ts";
import type { Kind } from "../records/kind.ts";
import { sameJson } from "../kernel/json.ts";
import type { Rec } from "../records/record.ts";
import { valueAt } from "../records/store/draft.ts";
import { mainTypes, plainChannel, promoted, united } from "./channels.ts";
import { channelsOf } from "./keys.ts";

export type Choice = "winner" | "loser";
/** By path; a field nobody chose for keeps the winner's value, or takes the loser's where the winner has none. */
export type Choices = Readonly<Record<string, Choice>>;

export interface Pair {
  readonly winner: Rec;
  readonly loser: Rec;
}

/** Values that go with another one's choice. */
const together: Readonly<Record<string, string>> = { lifecycleSince: "lifecycle", lifecycleReason: "lifecycle" };
const lists = new Set(["tags", "choices", "references"]);

/** Fields where both have something, and not the same: a person chooses. */
export function choosable(kind: Kind, { winner, loser }: Pair): readonly Field[] {
  return kind.fields.filter((field) => {
    const [ours, theirs] = [valueAt(winner, field.path), valueAt(loser, field.path)];
    return isSingle(field) && ours !== null && theirs !== null && !sameJson(ours, theirs);
  });
}

const isSingle = ({ type, readOnly, path }: Field): boolean =>
  !readOnly && !(path in together) && type.name !== "channels" && !lists.has(type.name);

/** By path, what the winner's values are to be; what stays as it is, is among it too. */
export function mergedValues(kind: Kind, pair: Pair, choices: Choices): Record<string, unknown> {
  const plain = kind.fields.map((field) => [field.path, mergedValue(field, pair, choices)] as const);
  const values = Object.fromEntries(plain);
  return { ...values, ...mergedReach(pair, values), ...mergedNames(kind, pair, values) };
}

function mergedValue({ path, type }: Field, pair: Pair, choices: Choices): unknown {
  const [ours, theirs] = [withoutPair(valueAt(pair.winner, path), pair), withoutPair(valueAt(pair.loser, path), pair)];
  if (lists.has(type.name)) return listOf(ours, theirs);
  if (theirs === null) return ours;
  const lead = together[path];
  const choice = choices[lead ?? path] ?? (ours === null && !lead ? "loser" : "winner");
  return choice === "loser" ? theirs : ours;
}

/** A record must not refer to itself, nor to the one that goes. */
const withoutPair = (value: unknown, { winner, loser }: Pair): unknown =>
  value === winner.id || value === loser.id ? null : value;

function listOf(ours: unknown, theirs: unknown): unknown {
  const both = [...new Set([...(Array.isArray(ours) ? ours : []), ...(Array.isArray(theirs) ? theirs : [])])];
  return both.length > 0 ? both : null;
}

/** Every way to reach either of them stays; what opted out stays opted out. */
function mergedReach({ winner, loser }: Pair, values: Readonly<Record<string, unknown>>) {
  const others = [winner, loser].flatMap((record) =>
    mainTypes.flatMap((type): Channel[] => {
      const value = record[type];
      return typeof value === "string" && value !== values[type] ? [plainChannel(type, value)] : [];
    }),
  );
  const all = united(united(channelsOf(winner), channelsOf(loser)), others);
  const { email, phone, channels } = promoted({
    email: textOrNull(values["email"]),
    phone: textOrNull(values["phone"]),
    channels: all,
  });
  return { email, phone, channels: channels.length > 0 ? channels : null };
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The name that was not chosen is still one it is found by. */
function mergedNames(kind: Kind, { winner, loser }: Pair, values: Readonly<Record<string, unknown>>) {
  if (!kind.byPath.has("formerNames")) return {};
  const former = [winner["name"], loser["name"], ...((values["formerNames"] ?? []) as string[])].filter(
    (name) => name !== values["name"],
  );
  return { formerNames: listOf(former, null) };
}
