// What a plugin promises in `plugin.json`: everything that can be said of it before any of its code runs.
import type { Migration } from "../../db/migrate.ts";
import type { Scope } from "../../kernel/actor.ts";
import type { FieldSchema } from "../../records/fields/field.ts";
import type { Dataset } from "../../records/datasets/dataset.ts";
import type { ImportPreset } from "../../records/import/plan/preset.ts";
import type { KindDefinition } from "../../records/kind.ts";
import type { Rule } from "../../records/rules/rule.ts";
import type { Labels } from "./labels.ts";
import type { MenuItem, Panel, Tile, TrayItem } from "../plugin.ts";
import type { EmittedTopic } from "../emitted/payload.ts";
import type { Metric } from "../metrics/metric.ts";
import type { DeclaredAdoption } from "../adoption/own-adoption.ts";
import type { DeclaredSettings } from "../settings/setting.ts";

export type { Labels } from "./labels.ts";

/** Id → range of versions. */
type Ranges = Readonly<Record<string, string>>;

/** `plugin.json`, as `plugin.schema.json` describes it. */
export interface Manifest {
  readonly id: string;
  readonly version: string;
  readonly name: Labels;
  readonly description: Labels;
  readonly category: string;
  readonly icon: string;
  readonly engines: { readonly trellis: string };
  readonly dependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
  readonly conflicts?: Ranges;
  /** Absent: it has no code. */
  readonly main?: string;
  /** Milliseconds. */
  readonly timeouts?: { readonly setup?: number };
  readonly kinds?: readonly string[];
  readonly fields?: readonly string[];
  readonly stageRules?: readonly string[];
  readonly permissions?: readonly { readonly id: string; readonly label: Labels }[];
  readonly roles?: readonly RoleTemplate[];
  readonly requests?: Requests;
  readonly contributes?: Contributes;
  readonly settings?: DeclaredSettings;
  readonly adoption?: DeclaredAdoption;
  readonly data?: DeclaredData;
  /** Absent: team by team. */
  readonly rollout?: { readonly audience: "teams" | "all-or-none"; readonly reason?: Labels };
  readonly migrations?: readonly DeclaredMigration[];
}

/** What a plugin keeps. */
interface DeclaredData {
  /** `visit.notes`, `calls.number`. */
  readonly personal?: readonly string[];
  /** Tables; absent: all. */
  readonly export?: readonly string[];
  /** After it was put away; absent: 30. */
  readonly keepDays?: number;
}

/** Rights of its own that a plugin proposes for a role. */
export interface RoleTemplate {
  readonly role: string;
  /** Right → reach. */
  readonly grants: Readonly<Record<string, Exclude<Scope, "none">>>;
}

/** What a plugin asks for; an administrator agrees to it. */
export interface Requests {
  /** Kind → read, create, change, delete. */
  readonly kinds?: Readonly<Record<string, readonly string[]>>;
  readonly hosts?: readonly string[];
  readonly sql?: boolean;
  readonly mail?: boolean;
}

/** Something its code gives, for those who have the right. */
interface Piece {
  readonly id: string;
  readonly permission: string;
}

interface OfKind extends Piece {
  readonly kind: string;
}

/** Places in the menu, and what its code will add. */
export interface Contributes {
  readonly menus?: readonly (MenuItem & { readonly permission: string })[];
  /** `permission` may be `public`. */
  readonly routes?: readonly { readonly path: string; readonly permission: string }[];
  readonly panels?: readonly (Pick<Panel, "id" | "kind" | "place" | "replaces"> & { readonly permission: string })[];
  readonly tiles?: readonly (Piece & Pick<Tile, "replaces">)[];
  readonly timelines?: readonly Piece[];
  readonly tray?: readonly TrayItem[];
  readonly actions?: readonly OfKind[];
  readonly columns?: readonly OfKind[];
  readonly commands?: readonly Piece[];
  readonly search?: readonly Piece[];
  readonly imports?: readonly ImportPreset[];
  readonly setup?: readonly Pick<Piece, "id">[];
  readonly health?: readonly Pick<Piece, "id">[];
  readonly metrics?: readonly Metric[];
  readonly datasets?: readonly Dataset[];
  readonly jobs?: readonly { readonly name: string; readonly schedule?: string }[];
  readonly hooks?: readonly { readonly kind: string; readonly action: "create" | "change" | "remove" | "along" }[];
  readonly events?: {
    readonly emits?: readonly EmittedTopic[];
    readonly consumes?: readonly { readonly topic: string; readonly consumer: string }[];
  };
}

type Phase = "expand" | "contract";

interface DeclaredMigration {
  readonly id: string;
  readonly phase: Phase;
  readonly checksum?: string;
}

/** A field for a kind of others. */
export interface PluginField {
  readonly kind: string;
  readonly key: string;
  readonly schema: FieldSchema;
}

/** A rule, every word of it said. */
export type PluginRule = Omit<Rule, "id" | "teams" | "owner" | "state" | "position" | "version">;

/** Everything in a plugin's folder that can be known without running it, checked. */
export interface PluginFiles {
  readonly manifest: Manifest;
  /** Real path. */
  readonly folder: string;
  /** Ready for the registry of kinds; they have no hooks. */
  readonly kinds: readonly KindDefinition[];
  readonly fields: readonly PluginField[];
  readonly rules: readonly PluginRule[];
  readonly migrations: readonly (Migration & { readonly phase: Phase })[];
  /** SHA-256 over the names and contents of all files. */
  readonly hash: string;
}
