import type { Frame } from "./frame.ts";
import type { Message, PageView } from "./page-view.ts";
import type { Shell, ShellItem } from "./shell.ts";

/** Scripts that the main one imports, fetched at once instead of one after the other. */
const modules = [
  "board",
  "cells",
  "conflict",
  "dialogs",
  "drafts",
  "first-keys",
  "focus",
  "keys",
  "keys-overlay",
  "layout",
  "live-form",
  "live-regions",
  "menus",
  "messages",
  "options",
  "outputs",
  "page",
  "palette",
  "passkey",
  "peek",
  "pieces",
  "rows",
  "select",
  "submit-once",
  "theme-toggle",
  "times",
].map((name) => `app/${name}.js`);

interface Around {
  readonly frame: Frame;
  readonly words: object;
  readonly path: string;
  readonly shell: Shell;
  readonly page: PageView;
  readonly message: Message | undefined;
}

/** Everything the layouts show; complete, because templates are strict. */
export function layoutView({ frame, words, path, shell, page, message }: Around): object {
  return {
    language: frame.language,
    title: page.title,
    fullTitle: fullTitle(page, shell.company),
    breadcrumb: page.breadcrumb ?? [],
    help: page.help ?? `/help?at=${encodeURIComponent(path)}`,
    company: shell.company,
    menu: shell.menu.map((item) => ({
      ...item,
      key: item.key?.toLowerCase() ?? null,
      current: item === nearest(shell.menu, path),
    })),
    tray: shell.tray,
    create: shell.create.map((item) => ({ ...item, key: item.key?.toLowerCase() ?? null })),
    person: shell.person ?? null,
    admin: shell.admin ?? false,
    ribbon: shell.ribbon ?? null,
    viewing: shell.viewing ?? null,
    theme: shell.person?.theme ?? "auto",
    density: shell.person?.density ?? "normal",
    shortcuts: shell.person?.shortcuts ?? true,
    message: message ?? null,
    path,
    htmx: { mode: "same-origin", noSwap: [204, 304], defaultTimeout: 30000, prefix: "" },
    headers: { "X-CSRF-Token": frame.csrf },
    words,
    modules,
  };
}

/** "what – where", as browsers show it in tabs and history. */
function fullTitle(page: PageView, company: string): string {
  return [page.title, page.where, company].filter((part) => part && part !== "").join(" – ");
}

/** The menu item the page belongs to: of `/deals` and `/deals/board` the longer one. */
function nearest(menu: readonly ShellItem[], path: string): ShellItem | undefined {
  return menu.filter((item) => isIn(path, item.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

const isIn = (path: string, item: string): boolean =>
  item === "/" ? path === "/" : path === item || path.startsWith(`${item}/`);
