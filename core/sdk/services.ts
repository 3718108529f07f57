import type { Words } from "../i18n/words.ts";
import type { Database } from "../db/database.ts";
import type { Reader } from "../db/reader.ts";
import type { Sales } from "../deals/sales.ts";
import type { Events } from "../events/events.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Clock } from "../kernel/clock.ts";
import { token } from "../kernel/token.ts";
import type { Demo } from "../demo/demo.ts";
import type { Contributions } from "../plugins/contributions.ts";
import type { Plugins } from "../plugins/life/plugins.ts";
import type { OwnEvents } from "../plugins/emitted/own-events.ts";
import type { Http } from "../plugins/live/hosts-asked-for.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { OwnSettings } from "../plugins/settings/own-settings.ts";
import type { OwnAdoption } from "../plugins/adoption/own-adoption.ts";
import type { OwnMetrics } from "../plugins/metrics/own-metrics.ts";
import type { Access } from "../records/access/access.ts";
import type { Configuration } from "../records/configuration/configuration.ts";
import type { Contributed } from "../records/contributed/contributed.ts";
import type { Definitions } from "../records/definitions/definitions.ts";
import type { CustomFields } from "../records/fields/custom-fields.ts";
import type { FieldIndexes } from "../records/fields/life/field-indexes.ts";
import type { OptionChanges } from "../records/fields/life/option-changes.ts";
import type { TypeChanges } from "../records/fields/life/type-change/type-changes.ts";
import type { TypeWork } from "../records/fields/life/type-change/type-work.ts";
import type { Files } from "../records/files/files.ts";
import type { History } from "../records/history/history.ts";
import type { Operations } from "../records/history/operations.ts";
import type { Undo } from "../records/history/undo.ts";
import type { Exports } from "../records/export/exports.ts";
import type { Imports } from "../records/import/imports.ts";
import type { Mail } from "../mail/mail.ts";
import type { Kinds } from "../records/kinds.ts";
import type { OwnKinds } from "../records/own-kinds/own-kinds.ts";
import type { Records } from "../records/records.ts";
import type { Rules } from "../records/rules/rules.ts";
import type { Through } from "../records/store/through.ts";
import type { Layouts } from "../records/layouts/layouts.ts";
import type { OwnWords } from "../records/words/own-words.ts";
import type { Actors } from "../security/actors.ts";
import type { Permissions } from "../security/rights.ts";
import type { People } from "../users/people.ts";
import type { FanOut } from "../webhooks/fan-out.ts";
import type { Sender } from "../webhooks/sender.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Pages } from "../web/pages.ts";

/** The services an area or a plugin may ask for. */
export const services = {
  /** Read and write records of every kind, as somebody. */
  records: token<Records>("core.records"),
  /** The kinds of records there are, with their fields. */
  kinds: token<Kinds>("core.kinds"),
  /** Answer a request with a page, or with the part of it that changed. */
  pages: token<Pages>("core.pages"),
  /** What time it is; tests may let hours pass. */
  clock: token<Clock>("core.clock"),
  /** Every visible word in every language. */
  words: token<Words>("core.words"),
  /** Statements of one's own, and transactions. */
  db: token<Database>("core.db"),
  /** Long reading for reports and files: from the replica, if there is one. */
  reader: token<Reader>("core.reader"),
  /** Listen to what was written, after it was written. */
  events: token<Events>("core.events"),
  /** Talk to other servers: the only door out. */
  outbound: token<Outbound>("core.outbound"),
  /** Queue work that nobody waits for. */
  jobs: token<Jobs>("core.jobs"),
  /** Write to people by mail: queued with its cause, sent afterwards. For plugins that ask for `mail`. */
  mail: token<Mail>("core.mail"),
  /** The rights there are. */
  permissions: token<Permissions>("core.permissions"),
  /** Users, their sessions, tokens and roles, and the company they work for. */
  people: token<People>("core.people"),
  /** People who are not there themselves, with the rights they have now: for what was asked for earlier, or by a secret address. */
  actors: token<Pick<Actors, "ofUser">>("core.actors"),
  /** Deals, pipelines, the board, and what the numbers say about selling. */
  sales: token<Sales>("core.sales"),
  /** The demo company: load it, take it away. */
  demo: token<Demo>("core.demo"),
  /** What areas and plugins have added: menu, panels, tiles. */
  contributions: token<Contributions>("core.contributions"),
  /** The plugins there are, and switching them on and off. */
  plugins: token<Plugins>("core.plugins"),
  /** What is set of the plugin that asks; for plugins only. */
  settings: token<OwnSettings>("plugin.settings"),
  /** Tell others what happened, as the manifest of the plugin that asks says; for plugins only. */
  ownEvents: token<OwnEvents>("plugin.events"),
  /** Talk to the hosts that an administrator agreed to; for plugins only. */
  http: token<Http>("plugin.http"),
  /** Say that a person did something the manifest of the plugin that asks lists under `adoption`; for plugins only. */
  adoption: token<OwnAdoption>("plugin.adoption"),
  /** Count, set and observe the metrics that the manifest of the plugin that asks lists; for plugins only. */
  metrics: token<OwnMetrics>("plugin.metrics"),
  /** Other systems that are told what happens here. */
  webhooks: token<{ readonly webhooks: Webhooks; readonly sender: Sender; readonly fanOut: FanOut }>("core.webhooks"),
  /** Who wrote what, and when. */
  history: token<History>("core.history"),
  /** Bulk changes and imports, to follow and to undo. */
  operations: token<Operations>("core.operations"),
  /** Take back what was written. */
  undo: token<Undo>("core.undo"),
  /** The company's configuration as a document: export it, see what another would change, apply it. */
  configuration: token<Configuration>("core.configuration"),
  /** Change and re-read what is defined while the system runs. */
  definitions: token<Definitions>("core.definitions"),
  /** Fields that are added while the system runs. */
  customFields: token<CustomFields>("core.custom_fields"),
  /** Fields and rules that plugins bring. */
  contributed: token<Contributed>("core.contributed"),
  /** How fields are arranged on pages. */
  layouts: token<Layouts>("core.layouts"),
  /** Who may see and edit which field. */
  access: token<Access>("core.access"),
  /** What the company calls things in its own words. */
  ownWords: token<OwnWords>("core.own_words"),
  /** Kinds of record that are defined while the system runs. */
  ownKinds: token<OwnKinds>("core.own_kinds"),
  /** Builds the indexes that fields wish for. */
  fieldIndexes: token<FieldIndexes>("core.field_indexes"),
  /** What must hold for records: required, visible, read-only and valid fields. */
  rules: token<Rules>("core.rules"),
  /** An option turns into another, in every record. */
  optionChanges: token<OptionChanges>("core.option_changes"),
  /** Another type for a field: try, carry out, take back. */
  typeChanges: token<TypeChanges>("core.type_changes"),
  /** The work that a change of type leaves to a job. */
  typeWork: token<TypeWork>("core.type_work"),
  /** Files that fields of records name. */
  files: token<Files>("core.files"),
  /** Lists as files. */
  exports: token<Exports>("core.exports"),
  /** Take files in, check them, run and undo them. */
  imports: token<Imports>("core.imports"),
  /** What the engine's own reading and writing goes through. */
  through: token<Through>("core.through"),
};
