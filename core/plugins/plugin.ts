// What an area or a plugin may add to the application. Contacts, deals and users use the same door as a warehouse would.
import type { Router } from "@koa/router";
import type { Actor } from "../kernel/actor.ts";
import type { Token } from "../kernel/token.ts";
import type { ApiPart } from "../records/api/openapi/parts.ts";
import type { NamesOfKind } from "../records/configuration/named.ts";
import type { Section } from "../records/configuration/section.ts";
import type { MentionSource } from "../records/fields/life/mentions.ts";
import type { HookContext, KindDefinition, WritingContext } from "../records/kind.ts";
import type { EventOf } from "../events/kind-values.ts";
import type { ImportPreset } from "../records/import/plan/preset.ts";
import type { Dataset } from "../records/datasets/dataset.ts";
import type { ListColumn } from "../records/list-column.ts";
import type { Command, RecordAction, SearchGroup } from "../records/pages/record-action.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { Metric } from "./metrics/metric.ts";
import type { HealthCheck } from "./wellbeing/points.ts";
import type { SetupStep } from "../records/setup-step.ts";
import type { DraftOf, WrittenOf } from "../records/typed-draft.ts";
import type { Problem } from "../kernel/errors.ts";
import type { Transaction } from "../db/database.ts";

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

/** A sign in the top bar, beside the person: a link whose inside `piece` answers, asked for at once and then every minute. */
export interface TrayItem {
  /** Key of the word. */
  readonly label: string;
  /** Page it leads to. */
  readonly path: string;
  readonly icon: string;
  readonly piece: string;
  readonly permission: string;
}

/** A record of any kind. */
export interface RecordRef {
  readonly kind: string;
  readonly id: string;
}

/** One line of a timeline, shown where its time puts it. */
export interface TimelineEntry {
  /** RFC 3339. */
  readonly at: string;
  readonly icon: string;
  readonly view: object;
}

/** What is told in the timelines of records of every kind, and how it is written down there. */
export interface TimelineSource {
  readonly id: string;
  /** Template of an entry, rendered with its `view`. */
  readonly template: string;
  entries(actor: Actor, about: RecordRef): Promise<readonly TimelineEntry[]>;
  /** Forms after the one for a note: `composer` rendered with what `compose` answers; none when it answers undefined. */
  readonly composer: string;
  compose(actor: Actor, about: RecordRef): Promise<object | undefined>;
}

/** A piece of another record's page: `template` rendered with what `view` answers; nothing when it answers undefined. */
export interface Panel {
  readonly id: string;
  /** Kind whose page shows it; `*` for all kinds. */
  readonly kind: string;
  /** Id of a panel that is left out where this one has something to show. */
  readonly replaces?: string;
  readonly place: "side" | "tab" | "head";
  readonly title: string;
  readonly order: number;
  readonly template: string;
  view(actor: Actor, recordId: string, kind: string): Promise<object | undefined>;
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
  /** Id of a tile that is left out where this one has something to show. */
  readonly replaces?: string;
  /** What there is to do stands in `main`, numbers and hints at the side. */
  readonly place: "main" | "side";
  readonly order: number;
  readonly template: string;
  /** `team`: for everybody on the actor's teams instead of the actor alone. */
  view(actor: Actor, team: boolean): Promise<object | undefined>;
}

/** A page of one's own settings, beside My settings. */
export interface MyPage {
  /** Key of the word. */
  readonly label: string;
  readonly path: string;
  readonly order: number;
  /** False: this person has nothing to set there. */
  isThere(actor: Actor): Promise<boolean>;
}

/** Everything that may be added. Whatever it adds is taken out again when a plugin is switched off. */
export interface Host {
  kind(definition: KindDefinition): void;
  /** Pages and REST alike; a REST router's prefix starts with `/api/v1/`. */
  routes(router: Router): void;
  /** Describes this area's own REST paths in the OpenAPI document. */
  api(part: ApiPart): void;
  menu(item: MenuItem): void;
  tray(item: TrayItem): void;
  /** An address that is answered, with all below it, without signing in. */
  open(path: string): void;
  panel(panel: Panel): void;
  listHint(hint: ListHint): void;
  /** Something to do with records of a kind, from the menu of one or from the bar below their list. */
  action(action: RecordAction): void;
  /** A column that lists of a kind may show; asked once for all records of a page. */
  column(column: ListColumn): void;
  /** A page to open or something to do, in the palette. */
  command(command: Command): void;
  /** Something that is no record, and is found by the search all the same. */
  searchGroup(group: SearchGroup): void;
  tile(tile: Tile): void;
  /** Files of another system whose columns are known by name. */
  importPreset(preset: ImportPreset): void;
  /** A step of setting things up, on Today of administrators and on the module's page. */
  setupStep(step: SetupStep): void;
  /** Whether something it depends on is well; shown on the module's page and counted at `/health/ready`. */
  health(check: HealthCheck): void;
  /** Records to be counted and added up by reports, with the rights of whoever asks. */
  dataset(dataset: Dataset): void;
  /** A number about its work, at `/metrics`. */
  metric(metric: Metric): void;
  /** A page beside My settings. */
  myPage(page: MyPage): void;
  timeline(source: TimelineSource): void;
  /** Says which fields this area's own rows name, and hears when one gets another key. */
  mentions(source: MentionSource): void;
  /** A right with the roles that have it from the start: `{ admin: "all", manager: "subtree" }`. */
  permission(id: string, roles: Readonly<Record<string, "own" | "team" | "subtree" | "all">>): void;
  /** A part of the company's configuration that can be exported, compared and applied. */
  configuration(section: Section): void;
  /** What the records of a kind are called in it, because their ids differ between installations. */
  configurationNames(kind: string, names: NamesOfKind): void;
  /** Called after the commit, at least once; must be idempotent by `event.id`. */
  on<T extends string>(topic: T, consumer: string, handle: (event: EventOf<T>) => Promise<void>): void;
  /**
   * Asked before each record of the kind is written or goes to the trash, on every way in; may fill in the draft, and refuse it
   * with problems. Where it fails or takes longer than two seconds, a `critical` one refuses the write, any other is left out.
   */
  before<K extends string>(
    kind: K,
    action: HookAction,
    hook: (draft: DraftOf<K>, context: HookContext) => Promise<readonly Problem[]>,
    options?: Critical,
  ): void;
  /**
   * Writes with records of the kind, in their transaction and on every way in: all records of one statement at once. Where it
   * fails or takes longer than two seconds, with a `critical` one nothing is written at all; of any other only its own work is not.
   */
  along<K extends string>(
    kind: K,
    write: (trx: Transaction, written: readonly WrittenOf<K>[], context: WritingContext) => Promise<void>,
    options?: AlongOptions<K>,
  ): void;
  /** A named job: `<owner>.<name>`. Its work must be idempotent: it is done again when a process dies over it. */
  job<P extends object>(name: string, work: JobDefinition<P>["work"], options?: JobOptions): void;
}

interface Critical {
  readonly critical?: boolean;
}

export interface AlongOptions<K extends string = string> extends Critical {
  /** False: a change with these new values has nothing to write along, which saves it the work. Left out: always true. */
  wants?(values: ReadonlyMap<string, unknown>, before: WrittenOf<K>["before"]): boolean;
}

/** What a hook is asked before. */
export type HookAction = "create" | "change" | "remove";

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
