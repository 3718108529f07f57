// What areas and plugins have added, in one place, and how each piece is taken out again.
import type { Router } from "@koa/router";
import type { ApiPart } from "../records/api/openapi/parts.ts";
import type { MentionSource } from "../records/fields/life/mentions.ts";
import type { Host, ListHint, MenuItem, MyPage, Panel, Tile, TimelineSource, TrayItem } from "./plugin.ts";
import type { Dataset } from "../records/datasets/dataset.ts";
import type { ImportPreset } from "../records/import/plan/preset.ts";
import type { Command, RecordAction, SearchGroup } from "../records/pages/record-action.ts";
import { menuOf } from "../records/own-kinds/menu.ts";
import { type Registries, registering, type Undo } from "./registering.ts";
import { Routes } from "./routes.ts";
import type { SetupStep } from "../records/setup-step.ts";
import type { HealthCheck } from "./wellbeing/points.ts";

export class Contributions {
  readonly #registries: Registries;
  readonly #menu = new Set<MenuItem>();
  readonly #tray = new Set<TrayItem>();
  readonly #panels = new Set<Panel>();
  readonly #listHints = new Set<ListHint>();
  readonly #tiles = new Set<Tile>();
  readonly #datasets = new Set<Dataset>();
  readonly #myPages = new Set<MyPage>();
  readonly #timelines = new Set<TimelineSource>();
  readonly #actions = new Set<RecordAction>();
  readonly #commands = new Set<Command>();
  readonly #searchGroups = new Set<SearchGroup>();
  readonly #importPresets = new Set<ImportPreset>();
  readonly #setupSteps = new Set<SetupStep>();
  readonly #healthChecks = new Set<HealthCheck>();
  readonly #apiParts = new Set<ApiPart>();
  readonly #mentions = new Set<MentionSource>();
  readonly #open = new Set<string>();
  readonly #owners = new Set<string>();
  readonly routes = new Routes();

  constructor(registries: Registries) {
    this.#registries = registries;
  }

  get menu(): readonly MenuItem[] {
    return [...this.#menu, ...menuOf(this.#registries.kinds.own(), [...this.#menu])].sort((a, b) => a.order - b.order);
  }

  /** True when somebody answers there or goes by that name: an area, a plugin, their pages, their REST. */
  isTaken(piece: string): boolean {
    return this.#owners.has(piece) || this.routes.answers(piece);
  }

  get apiParts(): readonly ApiPart[] {
    return [...this.#apiParts];
  }

  /** Who remembers fields by their path. */
  get mentions(): readonly MentionSource[] {
    return [...this.#mentions];
  }

  panels(kind: string): readonly Panel[] {
    const here = [...this.#panels].filter((panel) => panel.kind === kind || panel.kind === "*");
    return here.sort((a, b) => a.order - b.order);
  }

  listHints(kind: string): readonly ListHint[] {
    return [...this.#listHints].filter((hint) => hint.kind === kind);
  }

  get tray(): readonly TrayItem[] {
    return [...this.#tray];
  }

  /** Addresses, with all below them, that are answered without signing in. */
  get open(): readonly string[] {
    return [...this.#open];
  }

  get timelines(): readonly TimelineSource[] {
    return [...this.#timelines];
  }

  actions(kind: string): readonly RecordAction[] {
    return [...this.#actions].filter((action) => action.kind === kind);
  }

  get commands(): readonly Command[] {
    return [...this.#commands];
  }

  get setupSteps(): readonly SetupStep[] {
    return [...this.#setupSteps];
  }

  get healthChecks(): readonly HealthCheck[] {
    return [...this.#healthChecks];
  }

  get importPresets(): readonly ImportPreset[] {
    return [...this.#importPresets];
  }

  get searchGroups(): readonly SearchGroup[] {
    return [...this.#searchGroups];
  }

  get tiles(): readonly Tile[] {
    return [...this.#tiles].sort((a, b) => a.order - b.order);
  }

  get datasets(): readonly Dataset[] {
    return [...this.#datasets];
  }

  get myPages(): readonly MyPage[] {
    return [...this.#myPages].sort((a, b) => a.order - b.order);
  }

  /** The door for one area or plugin; `undo` collects how to take out what came through it, last first. */
  hostFor(owner: string, undo: Undo[]): Host {
    this.#owners.add(owner);
    undo.unshift(() => void this.#owners.delete(owner));
    // A page that began with a panel is filled in with its template: what is taken out after this is missed by nobody.
    undo.unshift(() => this.routes.pagesDone());
    const into =
      <T>(set: Set<T>) =>
      (item: T): void => {
        set.add(item);
        undo.unshift(() => void set.delete(item));
      };
    return {
      ...registering(owner, this.#registries, undo),
      routes: (router: Router) => undo.unshift(this.routes.add(router)),
      api: into(this.#apiParts),
      menu: into(this.#menu),
      tray: into(this.#tray),
      open: into(this.#open),
      panel: into(this.#panels),
      listHint: into(this.#listHints),
      action: into(this.#actions),
      command: into(this.#commands),
      searchGroup: into(this.#searchGroups),
      importPreset: into(this.#importPresets),
      setupStep: into(this.#setupSteps),
      health: into(this.#healthChecks),
      tile: into(this.#tiles),
      dataset: into(this.#datasets),
      myPage: into(this.#myPages),
      timeline: into(this.#timelines),
      mentions: into(this.#mentions),
    };
  }
}
