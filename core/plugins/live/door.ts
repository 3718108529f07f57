// What the code of a plugin may touch of the core. The container itself is not handed out, so nothing in it can be replaced.
import { Lender } from "../../db/lent.ts";
import { Conflict } from "../../kernel/errors.ts";
import type { EmittedTopic } from "../emitted/payload.ts";
import type { DeclaredAdoption } from "../adoption/own-adoption.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Token } from "../../kernel/token.ts";
import type { Manifest, Requests } from "../manifest/manifest.ts";
import type { Get } from "../plugin.ts";
import { judgeFor } from "../reach/own-statements.ts";
import type { DeclaredSettings } from "../settings/setting.ts";

/** A plugin, and what an administrator agreed that it may do. */
export interface Guest {
  readonly plugin: string;
  readonly agreed: Requests;
  /** Lends it ways to the database. */
  readonly lender: Lender;
  /** What can be set of it. */
  readonly settings: DeclaredSettings;
  /** What it tells. */
  readonly emits: readonly EmittedTopic[];
  /** What people do with it when it is of use to them. */
  readonly adoption?: DeclaredAdoption | undefined;
  /** What it counts. */
  readonly metrics: readonly Metric[];
}

export function guestOf(manifest: Manifest, agreed: Requests): Guest {
  const { id, adoption, settings = {}, contributes = {} } = manifest;
  return {
    plugin: id,
    adoption,
    agreed,
    lender: new Lender(judgeFor(manifest, agreed)),
    settings,
    emits: contributes.events?.emits ?? [],
    metrics: contributes.metrics ?? [],
  };
}

export interface Door {
  readonly get: Get;
  /** For every plugin. */
  readonly open: ReadonlySet<Token<unknown>>;
  /** For those that may make statements of their own, which are judged. */
  readonly sql: ReadonlyMap<Token<unknown>, (guest: Guest) => unknown>;
  /** What each plugin gets in a form of its own: as far as was agreed to, or what is set of it. */
  readonly held: ReadonlyMap<Token<unknown>, (guest: Guest) => unknown>;
}

/** Finds services for one plugin, and says no to the others. */
export function getFor(guest: Guest, { get, open, sql, held }: Door): Get {
  const { plugin, agreed } = guest;
  return <T>(wanted: Token<T>): T => {
    const holding = held.get(wanted) ?? (agreed.sql === true ? sql.get(wanted) : undefined);
    if (holding) return holding(guest) as T;
    if (!open.has(wanted)) throw new Conflict("plugins.no_service", { plugin, service: wanted.description ?? "" });
    return get(wanted);
  };
}
