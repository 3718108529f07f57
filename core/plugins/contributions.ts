// What areas and plugins have added, in one place, and how each piece is taken out again.
import type { Router } from "@koa/router";
import type { Handle } from "../events/event.ts";
import type { ApiPart } from "../records/api/openapi/parts.ts";
import type { Configuration } from "../records/configuration/configuration.ts";
import type { MentionSource } from "../records/fields/life/mentions.ts";
import type { KindDefinition } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import { menuOf } from "../records/own-kinds/menu.ts";
import type { Permissions, RoleScopes } from "../security/rights.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { Host, ListHint, MenuItem, Panel, Tile } from "./plugin.ts";
import { Routes } from "./routes.ts";

/** Takes out again what was added. */
export type Undo = () => void | Promise<void>;

export interface Registries {
  readonly kinds: Kinds;
  readonly permissions: Permissions;
  readonly configuration: Configuration;
  readonly events: { on(topic: string, consumer: string, handle: Handle): Undo };
  readonly jobs: { define(name: string, definition: JobDefinition): Undo; schedule(name: string, cron: string): void };
}

export class Contributions {
  readonly #registries: Registries;
  readonly #menu = new Set<MenuItem>();
  readonly #panels = new Set<Panel>();
  readonly #listHints = new Set<ListHint>();
  readonly #tiles = new Set<Tile>();
  readonly #apiParts = new Set<ApiPart>();
  readonly #mentions = new Set<MentionSource>();
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
    return [...this.#panels].filter((panel) => panel.kind === kind).sort((a, b) => a.order - b.order);
  }

  listHints(kind: string): readonly ListHint[] {
    return [...this.#listHints].filter((hint) => hint.kind === kind);
  }

  get tiles(): readonly Tile[] {
    return [...this.#tiles].sort((a, b) => a.order - b.order);
  }

  /** The door for one area or plugin; `undo` collects how to take out what came through it, last first. */
  hostFor(owner: string, undo: Undo[]): Host {
    const { kinds, permissions, configuration, events, jobs } = this.#registries;
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
      kind: (definition) => undo.unshift(addKind(definition, kinds, permissions)),
      routes: (router: Router) => undo.unshift(this.routes.add(router)),
      api: into(this.#apiParts),
      menu: into(this.#menu),
      panel: into(this.#panels),
      listHint: into(this.#listHints),
      tile: into(this.#tiles),
      mentions: into(this.#mentions),
      permission: (id: string, roles: RoleScopes) => {
        permissions.add(id, roles);
        undo.unshift(() => permissions.remove(id));
      },
      configuration: (section) => undo.unshift(configuration.add(section)),
      configurationNames: (kind, names) => undo.unshift(configuration.named.add(kind, names)),
      before: (kind, action, hook) =>
        undo.unshift(
          kinds.addGuest(kind, async (draft, context) =>
            (draft.before ? "change" : "create") === action ? await hook(draft, context) : [],
          ),
        ),
      on: (topic, consumer, handle) => undo.unshift(events.on(topic, `${owner}.${consumer}`, handle)),
      job: (name, work, { schedule, ...options } = {}) => {
        undo.unshift(jobs.define(`${owner}.${name}`, { ...options, work: work as JobDefinition["work"] }));
        if (schedule) jobs.schedule(`${owner}.${name}`, schedule);
      },
    };
  }
}

function addKind(definition: KindDefinition, kinds: Kinds, permissions: Permissions): Undo {
  const takeOut = kinds.add(definition);
  permissions.addKind(definition);
  return () => {
    takeOut();
    permissions.removeKind(definition.plural);
  };
}
