import type { Words } from "../i18n/words.ts";
import type { Database } from "../db/database.ts";
import type { Reader } from "../db/reader.ts";
import type { Sales } from "../deals/sales.ts";
import type { Events } from "../events/events.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { token } from "../kernel/token.ts";
import type { Demo } from "../demo/demo.ts";
import type { Contributions } from "../plugins/contributions.ts";
import type { Plugins } from "../plugins/life/plugins.ts";
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
import type { Kinds } from "../records/kinds.ts";
import type { OwnKinds } from "../records/own-kinds/own-kinds.ts";
import type { Records } from "../records/records.ts";
import type { Rules } from "../records/rules/rules.ts";
import type { Through } from "../records/store/through.ts";
import type { Layouts } from "../records/layouts/layouts.ts";
import type { OwnWords } from "../records/words/own-words.ts";
import type { Permissions } from "../security/rights.ts";
import type { People } from "../users/people.ts";
import type { Pages } from "../web/pages.ts";

/** The services an area or a plugin may ask for. */
export const services = {
  /** Read and write records of every kind, as somebody. */
  records: token<Records>("core.records"),
  /** The kinds of records there are, with their fields. */
  kinds: token<Kinds>("core.kinds"),
  /** Answer a request with a page, or with the part of it that changed. */
  pages: token<Pages>("core.pages"),
  /** Every visible word in every language. */
  words: token<Words>("core.words"),
  /** Statements of one's own, and transactions. */
  db: token<Database>("core.db"),
  /** Long reading for reports and files: from the replica, if there is one. */
  reader: token<Reader>("core.reader"),
  /** Listen to what was written, after it was written. */
  events: token<Events>("core.events"),
  /** Queue work that nobody waits for. */
  jobs: token<Jobs>("core.jobs"),
  /** The rights there are. */
  permissions: token<Permissions>("core.permissions"),
  /** Users, their sessions, tokens and roles, and the company they work for. */
  people: token<People>("core.people"),
  /** Deals, pipelines, the board, and what the numbers say about selling. */
  sales: token<Sales>("core.sales"),
  /** The demo company: load it, take it away. */
  demo: token<Demo>("core.demo"),
  /** What areas and plugins have added: menu, panels, tiles. */
  contributions: token<Contributions>("core.contributions"),
  /** The plugins there are, and switching them on and off. */
  plugins: token<Plugins>("core.plugins"),
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
