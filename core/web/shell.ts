// What stands around every page: the menu, the New button, the person.
import type { Context } from "koa";

export interface ShellItem {
  /** Key of the word. */
  readonly label: string;
  readonly path: string;
  readonly icon: string;
  /** Second letter after `g`, as KeyboardEvent.code without "Key": `C`. */
  readonly key?: string | undefined;
}

/** A sign in the top bar, which asks for its inside by itself. */
export interface ShellSign {
  /** Key of the word. */
  readonly label: string;
  readonly path: string;
  readonly icon: string;
  /** Address that answers what stands in it. */
  readonly piece: string;
}

export interface ShellNew {
  /** Key of the word, such as `deals.one`. */
  readonly label: string;
  /** Plural of the kind, as in `/new/deals`. */
  readonly plural: string;
  readonly icon: string;
  /** Second letter after `c`. */
  readonly key?: string | undefined;
}

export interface ShellPerson {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  /** "light", "dark", or "auto" for what the system says. */
  readonly theme: string;
  /** False when single-key shortcuts are switched off. */
  readonly shortcuts: boolean;
  /** "compact" shows more lines at once. */
  readonly density?: string | undefined;
}

/** The frame of a page for one person; undefined parts are left out. */
export interface Shell {
  /** Name of the company whose CRM this is; empty before set-up. */
  readonly company: string;
  /** What this person may open, in order. */
  readonly menu: readonly ShellItem[];
  readonly tray: readonly ShellSign[];
  /** What this person may create. */
  readonly create: readonly ShellNew[];
  readonly person?: ShellPerson | undefined;
  /** True when the administration menu is to be shown. */
  readonly admin?: boolean | undefined;
  /** "TEST" and the like on anything but production. */
  readonly ribbon?: string | undefined;
  /** As whom the person looks at the pages, when not as themselves. */
  readonly viewing?: { readonly name: string } | undefined;
}

export type ShellOf = (ctx: Context) => Shell;
