// What a plugin promises in `plugin.json`: everything that can be said of it before any of its code runs.
import type { Migration } from "../../db/migrate.ts";
import type { Language } from "../../i18n/languages.ts";
import type { FieldSchema } from "../../records/fields/field.ts";
import type { KindDefinition } from "../../records/kind.ts";
import type { Rule } from "../../records/rules/rule.ts";
import type { MenuItem, Panel } from "../plugin.ts";

/** A text by language; English is there, others fall back to it. */
export type Labels = { readonly en: string } & Partial<Readonly<Record<Language, string>>>;

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
  readonly requests?: Requests;
  readonly contributes?: Contributes;
  readonly migrations?: readonly DeclaredMigration[];
}

/** What a plugin asks for; an administrator agrees to it. */
export interface Requests {
  /** Kind → read, create, change, delete. */
  readonly kinds?: Readonly<Record<string, readonly string[]>>;
  readonly hosts?: readonly string[];
  readonly sql?: boolean;
}

/** Places in the menu, and what its code will add. */
export interface Contributes {
  readonly menus?: readonly (MenuItem & { readonly permission: string })[];
  /** `permission` may be `public`. */
  readonly routes?: readonly { readonly path: string; readonly permission: string }[];
  readonly panels?: readonly (Pick<Panel, "id" | "kind" | "place"> & { readonly permission: string })[];
  readonly tiles?: readonly { readonly id: string; readonly permission: string }[];
  readonly jobs?: readonly { readonly name: string; readonly schedule?: string }[];
  readonly hooks?: readonly { readonly kind: string; readonly action: "create" | "change" }[];
  readonly events?: { readonly consumes?: readonly { readonly topic: string; readonly consumer: string }[] };
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
