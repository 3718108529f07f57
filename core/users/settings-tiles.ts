// What can be set, under the heading where somebody looks for it first.
import { type Actor, may } from "../kernel/actor.ts";

interface Tile {
  readonly path: string;
  readonly icon: string;
  readonly label: string;
  readonly text: string;
  /** The right without which there is no such tile. */
  readonly permission: string;
}

interface Group {
  readonly label: string;
  readonly tiles: readonly Tile[];
}

/** What this person may set; a heading with nothing below it is left out. */
export const settingsFor = (actor: Actor): readonly Group[] =>
  groups
    .map(({ label, tiles }) => ({ label, tiles: tiles.filter(({ permission }) => may(actor, permission)) }))
    .filter(({ tiles }) => tiles.length > 0);

const tile = (path: string, icon: string, [label, text]: readonly [string, string], permission: string): Tile => ({
  path,
  icon,
  label,
  text,
  permission,
});

const people: readonly Tile[] = [
  tile("/settings/sign-in", "lock", ["users.sign_in.title", "users.sign_in.tile"], "company.change"),
  tile("/settings/people", "users", ["users.people.title", "users.people.tile"], "users.change"),
  tile("/settings/roles", "key", ["users.roles.title", "users.roles.tile"], "roles.read"),
  tile("/teams", "users-group", ["users.teams.title", "users.teams.tile"], "teams.change"),
  tile("/settings/access", "lock", ["access.title", "access.tile"], "fields.access"),
  tile("/exports", "file-export", ["exports.title", "exports.tile"], "exports.approve"),
  tile("/settings/lockdown", "hand-stop", ["lockdown.title", "lockdown.tile"], "lockdown.change"),
  tile("/settings/alerts", "alert-circle", ["alerts.title", "alerts.tile"], "audit.read"),
  tile("/settings/audit", "clipboard-list", ["audit.title", "audit.tile"], "audit.read"),
];

const records: readonly Tile[] = [
  tile("/settings/fields", "forms", ["fields.title", "fields.tile"], "fields.change"),
  tile("/settings/rules", "shield-check", ["rules.title", "rules.tile"], "fields.change"),
  tile("/settings/layouts", "layout-list", ["layouts.title", "layouts.tile"], "fields.change"),
  tile("/settings/kinds", "box", ["kinds.title", "kinds.tile"], "kinds.change"),
  tile("/settings/pipelines", "timeline", ["pipelines.many", "deals.settings.tile"], "pipelines.change"),
  tile("/settings/words", "language", ["words.title", "words.tile"], "words.change"),
];

const data: readonly Tile[] = [
  tile("/imports", "file-import", ["users.settings.import", "users.settings.import.text"], "contacts.import"),
  tile("/changes", "history", ["web.changes", "users.settings.changes.text"], "users.read"),
  tile("/trash", "trash", ["web.trash", "users.settings.trash.text"], "users.read"),
];

const system: readonly Tile[] = [
  tile("/settings/modules", "puzzle", ["modules.title", "modules.tile"], "plugins.change"),
  tile("/settings/company", "building", ["users.company.title", "users.company.tile"], "company.change"),
  tile("/settings/webhooks", "world", ["webhooks.title", "webhooks.tile"], "webhooks.change"),
  tile("/settings/backups", "shield-check", ["backups.title", "backups.tile"], "backups.create"),
  tile("/settings/mail", "mail", ["mail.title", "mail.tile"], "company.change"),
];

const mine: readonly Tile[] = [tile("/me", "user", ["users.me.title", "users.me.tile"], "users.read")];

const groups: readonly Group[] = [
  { label: "users.settings.system", tiles: system },
  { label: "users.settings.people", tiles: people },
  { label: "users.settings.records", tiles: records },
  { label: "users.settings.data", tiles: data },
  { label: "users.settings.mine", tiles: mine },
];
