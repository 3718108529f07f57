// What a plugin has to get along with: the version of the API, and the names that others already go by.
import type { KindsSeen } from "../../records/kind.ts";

export interface HostFacts {
  /** Version of the plugin API. */
  readonly api: string;
  /** Every kind there is: of the core, of administrators, of plugins that are on. */
  readonly kinds: KindsSeen;
  /** Every right there is. */
  readonly rights: { has(right: string): boolean };
  /** Every word there is, by key. */
  readonly words: { has(key: string): boolean };
  /** Letters that menu items of others have. */
  readonly letters: ReadonlySet<string>;
  /** True when an area, a plugin, or an address of theirs goes by the name. */
  isTaken(name: string): boolean;
  /** True when a kind that an administrator defined goes by the name, put away or not: its rights are not for others. */
  isCompanys(name: string): boolean;
  /** True for a plugin that is on, whose names are not in its own way. */
  isOn(id: string): boolean;
}
