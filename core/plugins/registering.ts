// What comes through the door and belongs into a registry of the core: kinds, rights, hooks, events, jobs, configuration.
import type { Handle } from "../events/event.ts";
import type { JobDefinition } from "../jobs/job.ts";
import type { Configuration } from "../records/configuration/configuration.ts";
import type { GuestAlong, GuestHook, HookContext, KindDefinition } from "../records/kind.ts";
import type { Kinds } from "../records/kinds.ts";
import type { Draft } from "../records/record.ts";
import type { Permissions, RoleScopes } from "../security/rights.ts";
import type { Measures } from "./metrics/measures.ts";
import type { HookAction, Host } from "./plugin.ts";

/** Takes out again what was added. */
export type Undo = () => void | Promise<void>;

export interface Registries {
  readonly kinds: Kinds;
  readonly permissions: Permissions;
  readonly configuration: Configuration;
  readonly events: { on(topic: string, consumer: string, handle: Handle): Undo };
  readonly measures: Pick<Measures, "add">;
  readonly jobs: { define(name: string, definition: JobDefinition): Undo; schedule(name: string, cron: string): void };
}

type Registered = Pick<
  Host,
  | "kind"
  | "permission"
  | "configuration"
  | "configurationNames"
  | "before"
  | "along"
  | "metric"
  | "column"
  | "on"
  | "job"
>;

/** Those ways of the door; `undo` collects how to take out what came through, last first. */
export function registering(owner: string, registries: Registries, undo: Undo[]): Registered {
  const { kinds, permissions, configuration, events, jobs, measures } = registries;
  return {
    kind: (definition) => undo.unshift(addKind(definition, kinds, permissions)),
    permission: (id: string, roles: RoleScopes) => {
      permissions.add(id, roles);
      undo.unshift(() => permissions.remove(id));
    },
    configuration: (section) => undo.unshift(configuration.add(section)),
    configurationNames: (kind, names) => undo.unshift(configuration.named.add(kind, names)),
    metric: (metric) => undo.unshift(measures.add(owner, metric)),
    column: (column) => undo.unshift(kinds.addColumn(column)),
    before: (kind, action, hook) =>
      undo.unshift(
        kinds.addGuest(kind, async (draft, context) =>
          actionOf(draft, context) === action ? await (hook as GuestHook)(draft, context) : [],
        ),
      ),
    along: (kind, write, { wants = () => true } = {}) =>
      undo.unshift(kinds.addAlong(kind, { write: write as GuestAlong["write"], wants: wants as GuestAlong["wants"] })),
    on: (topic, consumer, handle) => undo.unshift(events.on(topic, `${owner}.${consumer}`, handle as Handle)),
    job: (name, work, { schedule, ...options } = {}) => {
      undo.unshift(jobs.define(`${owner}.${name}`, { ...options, work: work as JobDefinition["work"] }));
      if (schedule) jobs.schedule(`${owner}.${name}`, schedule);
    },
  };
}

const actionOf = ({ before }: Draft, { removes }: HookContext): HookAction =>
  removes ? "remove" : before ? "change" : "create";

function addKind(definition: KindDefinition, kinds: Kinds, permissions: Permissions): Undo {
  const takeOut = kinds.add(definition);
  permissions.addKind(definition);
  return () => {
    takeOut();
    permissions.removeKind(definition.plural);
  };
}
