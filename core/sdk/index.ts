// The door for plugins: everything they may use of the core, and nothing else. Re-exports only.
export { type Actor, may, type Scope, systemActor } from "../kernel/actor.ts";
export { Router } from "@koa/router";
export type { Context, Middleware } from "koa";
export { type Checked, fits, misfit } from "../kernel/checked.ts";
export {
  AppError,
  BadRequest,
  Conflict,
  Invalid,
  NotAllowed,
  NotFound,
  type Problem,
  Unavailable,
} from "../kernel/errors.ts";
export { isId, newId } from "../kernel/ids.ts";
export { token, type Token } from "../kernel/token.ts";
export { topic, type Topic } from "../kernel/topic.ts";
export type { Database, Queryable, Transaction } from "../db/database.ts";
export { keyOf } from "../db/lent.ts";
export type { RecordEvent } from "../events/events.ts";
export type * from "../events/kind-values.ts";
export type * from "./generated.ts";
export {
  definePlugin,
  type Host,
  type MenuItem,
  type Panel,
  type Plugin,
  type RecordRef,
  type Tile,
  type TimelineEntry,
  type TimelineSource,
} from "../plugins/plugin.ts";
export type { News, OwnEvents } from "../plugins/emitted/own-events.ts";
export type { Http } from "../plugins/live/hosts-asked-for.ts";
export type { OutgoingAnswer, OutgoingRequest } from "../outbound/outbound.ts";
export type { OwnAdoption } from "../plugins/adoption/own-adoption.ts";
export type { OwnMetrics } from "../plugins/metrics/own-metrics.ts";
export type { OwnSettings } from "../plugins/settings/own-settings.ts";
export type { Appointment, Letter, Recipient } from "../mail/letter.ts";
export * as field from "../records/fields/define.ts";
export type { FieldSchema } from "../records/fields/field.ts";
export type { Section } from "../records/configuration/section.ts";
export type { HookContext, KindDefinition, KindHooks, KindsSeen, Written } from "../records/kind.ts";
export type { ColumnValue, ListColumn } from "../records/list-column.ts";
export type { Command, Done, RecordAction, SearchGroup, SearchHit } from "../records/pages/record-action.ts";
export type { Filter, ListPage, ListQuery } from "../records/query/grammar.ts";
export { undoPath } from "../records/pages/history.view.ts";
export type { DraftOf, RecOf, WrittenOf } from "../records/typed-draft.ts";
export { type Draft, type Input, type Rec, type Related, relatedIn } from "../records/record.ts";
export type { Records } from "../records/records.ts";
export { type Answers, readSheet, type Said, type Sheet, work } from "../records/sheets/sheet.ts";
export { sheetBoxes, sheetFacts, sheetTyped } from "../records/pages/sheet.view.ts";
export type { Expression } from "../records/expressions/expression.ts";
export type { Reading } from "../records/fields/field.ts";
export * as openapi from "../records/api/openapi/parts.ts";
export { neededIfMatch } from "../records/api/read-request.ts";
export { problemAt } from "../records/store/validate.ts";
export { actorOf, languageOf, messageTo, say, wantsPart } from "../web/context.ts";
export { originOf } from "../web/address.ts";
export { ownPath } from "../web/own-path.ts";
export type { Mail } from "../mail/mail.ts";
export type { PageView } from "../web/page-view.ts";
export type { Pages } from "../web/pages.ts";
export { formIn, idIn, jsonIn, queryIn, textIn } from "../web/read.ts";
export { withUpload } from "../web/upload.ts";
export { services } from "./services.ts";
