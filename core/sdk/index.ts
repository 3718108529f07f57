// The door for plugins: everything they may use of the core, and nothing else. Re-exports only.
export { type Actor, may, type Scope, systemActor } from "../kernel/actor.ts";
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
export { newId } from "../kernel/ids.ts";
export { token, type Token } from "../kernel/token.ts";
export { topic, type Topic } from "../kernel/topic.ts";
export type { Database, Queryable, Transaction } from "../db/database.ts";
export type { RecordEvent } from "../events/events.ts";
export { definePlugin, type Host, type MenuItem, type Panel, type Plugin, type Tile } from "../plugins/plugin.ts";
export * as field from "../records/fields/define.ts";
export type { FieldSchema } from "../records/fields/field.ts";
export type { Section } from "../records/configuration/section.ts";
export type { HookContext, KindDefinition, KindHooks, Written } from "../records/kind.ts";
export type { Filter, ListPage, ListQuery } from "../records/query/grammar.ts";
export type { Draft, Input, Rec } from "../records/record.ts";
export type { Records } from "../records/records.ts";
export { problemAt } from "../records/store/validate.ts";
export { actorOf, say } from "../web/context.ts";
export type { Pages } from "../web/pages.ts";
export { formIn, idIn, jsonIn, queryIn } from "../web/read.ts";
export { services } from "./services.ts";
