// The records of others, as far as an administrator agreed that a plugin may work with them. Whose rights count is another
// question: those of the acting person, as everywhere.
import { behind } from "../../db/lent.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Files } from "../../records/files/files.ts";
import type { History } from "../../records/history/history.ts";
import type { KindsSeen } from "../../records/kind.ts";
import type { ReadOptions, Records, WriteOptions } from "../../records/records.ts";
import type { Mail } from "../../mail/mail.ts";
import type { Guest } from "./door.ts";

/** What each way to records does with them. */
const ways = {
  get: "read",
  find: "read",
  list: "read",
  listText: "read",
  getText: "read",
  count: "read",
  create: "create",
  change: "change",
  remove: "delete",
  restore: "delete",
} as const satisfies Record<keyof Records, string>;

export interface AskedForNeeds extends Guest {
  readonly kinds: KindsSeen;
}

/** The store for one plugin: its own kinds, and of others what was agreed to; Conflict `plugins.not_agreed` for the rest. */
export function recordsAskedFor(records: Records, needs: AskedForNeeds): Records {
  const held = Object.entries(ways).map(([way, action]) => [
    way,
    async (actor: unknown, kind: string, ...more: unknown[]) => {
      refuseBeyond(needs, kind, action);
      for (const other of titledBy(needs.kinds, kind, more)) refuseBeyond(needs, other, "read");
      return await (records[way as keyof Records] as (...args: unknown[]) => Promise<unknown>)(
        actor,
        kind,
        ...more.map(handedOn),
      );
    },
  ]);
  return Object.fromEntries(held) as Records;
}

/** Options name the way that the plugin was lent; the core goes by the one behind it. */
export function handedOn(option: unknown): unknown {
  const { trx, on } = (option ?? {}) as WriteOptions & ReadOptions;
  if (!trx && !on) return option;
  return { ...(option as object), ...(trx && { trx: behind(trx) }), ...(on && { on: behind(on) }) };
}

/** People and teams: their names are everybody's, as the pages show them everywhere. */
const known: ReadonlySet<string> = new Set(["user", "team"]);

/** The kinds whose titles are read along, through `include`. */
function titledBy(kinds: KindsSeen, name: string, more: readonly unknown[]): readonly string[] {
  const kind = kinds.find(name);
  const paths = more.flatMap((one) => (one as { readonly include?: readonly string[] } | undefined)?.include ?? []);
  return paths.flatMap((path) => {
    const other = kind?.byPath.get(path)?.schema["x-kind"];
    return typeof other === "string" && !known.has(other) ? [other] : [];
  });
}

/** Files of records: of its own, and of those that it may read or write. */
export function filesAskedFor(files: Files, needs: AskedForNeeds): Pick<Files, "keep" | "open"> {
  return {
    keep: async (actor, kind, file) => {
      refuseBeyond(needs, kind, "change");
      return await files.keep(actor, kind, file);
    },
    open: async (actor, id) => {
      const kind = await files.kindOf(id);
      if (kind !== undefined) refuseBeyond(needs, kind, "read");
      return await files.open(actor, id);
    },
  };
}

/** The history of records that the plugin may read; what somebody did everywhere is not its business. */
export function historyAskedFor(history: History, needs: AskedForNeeds): Pick<History, "of"> {
  return {
    of: async (actor: Actor, kind, id, options) => {
      refuseBeyond(needs, kind, "read");
      return await history.of(actor, kind, id, options);
    },
  };
}

/** Writing to people, for a plugin that may; letters are in its own words. */
export function mailAskedFor({ plugin, agreed }: Guest, mail: Mail): Pick<Mail, "isOn" | "write"> {
  if (agreed.mail !== true) throw new Conflict("plugins.no_service", { plugin, service: "core.mail" });
  return {
    get isOn() {
      return mail.isOn;
    },
    write: async (trx, letter) => {
      if (!letter.words.startsWith(`${plugin}.`))
        throw new Error(`${plugin} writes in words of its own, not in ${letter.words}.`);
      await mail.write(behind(trx), letter);
    },
  };
}

/** Work in the background, queued where the plugin writes. */
export const jobsFor = (jobs: Jobs): Pick<Jobs, "enqueue" | "isAlive" | "find"> => ({
  enqueue: async (trx, ...more) => await jobs.enqueue(behind(trx), ...more),
  isAlive: async (on, ...more) => await jobs.isAlive(behind(on), ...more),
  find: async (id) => await jobs.find(id),
});

/** A kind that nobody has is left to whoever is asked for it: it does not exist there either. */
export function refuseBeyond({ plugin, agreed, kinds }: AskedForNeeds, kind: string, action: string): void {
  const found = kinds.find(kind);
  const may = [...(agreed.kinds?.[kind] ?? []), ...(agreed.kinds?.["*"] ?? [])];
  if (!found || found.owner === plugin || may.includes(action)) return;
  throw new Conflict("plugins.not_agreed", { plugin, kind, action });
}
