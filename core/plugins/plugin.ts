// What an area or a plugin may add to the application. Contacts, deals and users use the same door as a warehouse would.
import type { Router } from "@koa/router";
import type { Actor } from "../kernel/actor.ts";
import type { Token } from "../kernel/token.ts";
import type { ApiPart } from "../records/api/openapi/parts.ts";
import type { NamesOfKind } from "../records/configuration/named.ts";
import type { Section } from "../records/configuration/section.ts";
import type { MentionSource } from "../records/fields/life/mentions.ts";
import type { GuestHook, KindDefinition } from "../records/kind.ts";
import type { RecordEvent } from "../events/events.ts";
import type { JobDefinition } from "../jobs/job.ts";

export type Uses = Readonly<Record<string, Token<unknown>>>;
export type Given<U extends Uses> = { readonly [K in keyof U]: U[K] extends Token<infer T> ? T : never };

export interface MenuItem {
  /** Key of the word. */
  readonly label: string;
  readonly path: string;
  readonly icon: string;
  /** Today is 0, contacts 10, companies 20, deals 30; modules follow. */
  readonly order: number;
  /** Shown only to those who have this right. */
  readonly permission?: string;
  /** Second letter after `g`, as KeyboardEvent.code without "Key". */
  readonly key?: string;
}

/** A piece of another record's page: `template` rendered with what `view` answers; nothing when it answers undefined. */
export interface Panel {
  readonly id: string;
  /** Kind whose page shows it. */
  readonly kind: string;
  readonly place: "side" | "tab" | "head";
  readonly title: string;
  readonly order: number;
  readonly template: string;
  view(actor: Actor, recordId: string): Promise<object | undefined>;
}

/** A line above the list of a kind, while the whole list is shown: nothing when `view` answers undefined. */
export interface ListHint {
  readonly kind: string;
  readonly template: string;
  view(actor: Actor): Promise<object | undefined>;
}

/** A piece of the Today page: `template` rendered with what `view` answers; nothing when it answers undefined. */
export interface Tile {
  readonly id: string;
  /** What there is to do stands in `main`, numbers and hints at the side. */
  readonly place: "main" | "side";
  readonly order: number;
  readonly template: string;
  /** `team`: for everybody on the actor's teams instead of the actor alone. */
  view(actor: Actor, team: boolean): Promise<object | undefined>;
}

/** Everything that may be added. Whatever it adds is taken out again when a plugin is switched off. */
export interface Host {
  kind(definition: KindDefinition): void;
  /** Pages and REST alike; a REST router's prefix starts with `/api/v1/`. */
  routes(router: Router): void;
  /** Describes this area's own REST paths in the OpenAPI document. */
  api(part: ApiPart): void;
  menu(item: MenuItem): void;
  panel(panel: Panel): void;
  listHint(hint: ListHint): void;
  tile(tile: Tile): void;
  /** Says which fields this area's own rows name, and hears when one gets another key. */
  mentions(source: MentionSource): void;
  /** A right with the roles that have it from the start: `{ admin: "all", manager: "team" }`. */
  permission(id: string, roles: Readonly<Record<string, "own" | "team" | "all">>): void;
  /** A part of the company's configuration that can be exported, compared and applied. */
  configuration(section: Section): void;
  /** What the records of a kind are called in it, because their ids differ between installations. */
  configurationNames(kind: string, names: NamesOfKind): void;
  /** Called after the commit, at least once; must be idempotent by `event.id`. */
  on(topic: string, consumer: string, handle: (event: RecordEvent) => Promise<void>): void;
  /**
   * Asked before each record of the kind is written, on every way in; may fill in the draft, and refuse it with problems. Where
   * it fails or takes longer than two seconds, a `critical` one refuses the write, any other is left out.
   */
  before(kind: string, action: "create" | "change", hook: GuestHook, options?: { readonly critical?: boolean }): void;
  /** A named job: `<owner>.<name>`. Its work must be idempotent: it is done again when a process dies over it. */
  job<P extends object>(name: string, work: JobDefinition<P>["work"], options?: JobOptions): void;
}

export interface JobOptions extends Omit<JobDefinition, "work"> {
  /** Cron words, in UTC: runs by itself, once over all processes. */
  readonly schedule?: string;
}

/** Finds a service by its token; a missing one says who asked for it. */
export type Get = <T>(wanted: Token<T>) => T;

export interface Plugin {
  readonly id: string;
  start(get: Get, host: Host): Promise<void>;
}

/** An area or a plugin: what it may touch (`uses`), and everything it adds (`setup`). */
export function definePlugin<U extends Uses>(plan: {
  readonly id: string;
  readonly uses: U;
  setup(given: Given<U>, host: Host): void | Promise<void>;
}): Plugin {
  return {
    id: plan.id,
    async start(get, host) {
      const given = Object.fromEntries(Object.entries(plan.uses).map(([name, wanted]) => [name, get(wanted)]));
      await plan.setup(given as Given<U>, host);
    },
  };
}
