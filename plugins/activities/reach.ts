// How to reach whom something is about, on the lines of Today: as far as its reader may see, and as far as they may be used.
import type { Actor, Rec, Records } from "trellis/sdk";
import type { Activity } from "./activity.ts";

export interface Reach {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
}

interface Channel {
  readonly value: string;
  readonly doNotUse?: boolean;
}

const MOST = 200;

/** By the id of the contact; without those who cannot be reached. */
export async function reachOf(
  records: Records,
  actor: Actor,
  activities: readonly Activity[],
): Promise<ReadonlyMap<string, Reach>> {
  const ids = [...new Set(activities.flatMap(({ contact }) => contact?.id ?? []))].slice(0, MOST);
  if (ids.length === 0) return new Map();
  const filter = { field: "id", op: "in", value: ids } as const;
  const { data } = await records.list(actor, "contact", { filter, limit: MOST });
  return new Map(data.map((one) => [one.id, reachIn(one)] as const).filter(([, { phone, email }]) => phone ?? email));
}

function reachIn(contact: Rec): Reach {
  const channels = Array.isArray(contact["channels"]) ? (contact["channels"] as readonly Channel[]) : [];
  const closed = new Set(channels.filter(({ doNotUse }) => doNotUse).map(({ value }) => value));
  const open = (path: string): string | null => {
    const value = contact[path];
    return typeof value === "string" && value !== "" && !isMask(value) && !closed.has(value) ? value : null;
  };
  return { name: String(contact["name"] ?? ""), phone: open("phone"), email: open("email") };
}

const isMask = (value: string): boolean => value.startsWith("••");
