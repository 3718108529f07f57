// Saying who may see and edit which field. What is said holds at once: the search texts follow as a job, and until they have,
// whoever sees less than everything cannot search.
import type { Database, Queryable, Transaction } from "../../db/database.ts";
import type { Jobs } from "../../jobs/jobs.ts";
import { type Actor, may } from "../../kernel/actor.ts";
import { Invalid, NotAllowed, type Problem } from "../../kernel/errors.ts";
import type { Defined } from "../definitions/defined.ts";
import type { Definitions } from "../definitions/definitions.ts";
import { refuseOutdated } from "../definitions/outdated.ts";
import type { Field } from "../fields/field.ts";
import { readFields } from "../fields/field-rows.ts";
import { fieldName } from "./field-name.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import { problemAt } from "../store/validate.ts";
import { kindsToRewrite } from "./closed.ts";
import { readAccess } from "./field-access.ts";
import { type AccessChanges, ADMIN, type Mode, modeFor, modes } from "./mode.ts";
import { refuseAbove, turnsOf, writeTurns } from "./mode-turns.ts";
import { REWRITE_JOB } from "./rewrite-search.ts";

/** The right to say who sees what. */
export const SET_ACCESS = "fields.access";

/** Who may not do everything with the fields of a kind. */
export interface KindAccess {
  readonly kind: string;
  /** Grows with every change. */
  readonly version: number;
  readonly fields: AccessChanges;
}

export interface AccessParts {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly definitions: Definitions;
  readonly jobs: Jobs;
}

/** A writer in another process may still know the old definitions for a second. */
const LATER = 2_000;

export class Access {
  readonly #parts: AccessParts;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /** Kinds whose fields may be closed: those that a company shapes. What the office is built from is seen by all. */
  kinds(): readonly Kind[] {
    return this.#parts.kinds.all().filter(isShaped);
  }

  /** What is closed of a kind to whom. Only for those who may say so: whoever does not see a field is not told of it. */
  async of(actor: Actor, kindName: string): Promise<KindAccess> {
    allowed(actor);
    return shownTo(actor, await standing(this.#parts.db, this.#shaped(kindName)));
  }

  /** The fields of a kind that this actor may be told of. */
  fields(actor: Actor, kind: Kind): readonly Field[] {
    return kind.fields.filter(({ path }) => !isHidden(actor, kind, path));
  }

  /** Roles that fields can be closed to, in their order; administrators see everything. */
  async roles(): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    const text = "select id, name from roles where id <> $1 order by position, id";
    return await this.#parts.db.query<{ id: string; name: string | null }>({ text, values: [ADMIN] });
  }

  /** Writes all of the changes or none, and answers what stands then. Outdated when `version` is no longer that of the kind. */
  async change(actor: Actor, kindName: string, changes: AccessChanges, version?: number): Promise<KindAccess> {
    allowed(actor);
    const kind = this.#shaped(kindName);
    await this.#check(actor, kind, changes);
    await this.#parts.definitions.change(
      actor,
      async (trx) => await this.changeIn(trx, actor, kind, { fields: changes, version }),
    );
    return shownTo(actor, await standing(this.#parts.db, this.#shaped(kindName)));
  }

  /** The same as a part of a greater change of definitions, which leaves the kind as `kind`. */
  async changeIn(
    trx: Transaction,
    actor: Actor,
    kind: Kind,
    { fields, version }: { readonly fields: AccessChanges; readonly version?: number | undefined },
  ): Promise<void> {
    allowed(actor);
    refuseUnshaped(kind);
    await this.#check(actor, kind, fields);
    const now = await standing(trx, kind);
    refuseOutdated(now, version);
    const turns = turnsOf(now.fields, fields);
    refuseAbove(actor, now.fields, turns);
    await writeTurns(trx, actor, kind, turns);
    await this.#rewrite(trx);
  }

  #shaped(name: string): Kind {
    const kind = this.#parts.kinds.get(name);
    refuseUnshaped(kind);
    return kind;
  }

  async #check(actor: Actor, kind: Kind, changes: AccessChanges): Promise<void> {
    const roles = new Set((await this.roles()).map(({ id }) => id));
    const fields = this.fields(actor, kind);
    const problems = Object.entries(changes).flatMap(([path, byRole]) =>
      Object.entries(byRole).flatMap(
        ([role, mode]) => problemOf({ ...kind, fields }, roles, { path, role, mode }) ?? [],
      ),
    );
    if (problems.length > 0) throw new Invalid(problems, "access.invalid");
  }

  /** Search texts that hold what is closed now, or lack what is open now, are written anew. */
  async #rewrite(trx: Transaction): Promise<void> {
    const next: Pick<Defined, "access" | "fields"> = { access: await readAccess(trx), fields: await readFields(trx) };
    const stale = kindsToRewrite(this.#parts.kinds.all(), next);
    if (stale.length === 0) return;
    const text = `insert into search_rewrites (kind) select unnest($1::text[])
      on conflict (kind) do update set asked_at = clock_timestamp()`;
    await trx.query({ text, values: [stale] });
    // On the command line nobody has started the queue: then the next full minute takes it up.
    if (!this.#parts.jobs.isStarted) return;
    await this.#parts.jobs.enqueue(trx, REWRITE_JOB, {}, { key: "search", after: new Date(Date.now() + LATER) });
  }
}

function allowed(actor: Actor): void {
  if (!may(actor, SET_ACCESS)) throw new NotAllowed("security.not_allowed", { permission: SET_ACCESS });
}

function refuseUnshaped(kind: Kind): void {
  if (!isShaped(kind)) throw new NotAllowed("access.fixed_kind", { kind: kind.name });
}

const isShaped = ({ pages, customFields }: Kind): boolean => pages !== false && customFields !== false;

interface Asked {
  readonly path: string;
  readonly role: string;
  readonly mode: unknown;
}

function problemOf(kind: Kind, roles: ReadonlySet<string>, { path, role, mode }: Asked): Problem | undefined {
  const at = (code: string): Problem => ({
    ...problemAt("", code, { field: path.slice(0, 80), role: role.slice(0, 80) }),
    pointer: `/${path}/${role}`,
  });
  const field = kind.fields.find((one) => one.path === path);
  if (!field) return at("unknown_field");
  if (role === ADMIN) return at("admin_sees_all");
  if (!roles.has(role)) return at("unknown_role");
  if (!modes.includes(mode as Mode)) return at("not_an_option");
  const hides = mode === "hidden" || mode === "masked";
  return hides && isAlwaysShown(kind, field) ? at("stays_in_sight") : undefined;
}

const isAlwaysShown = ({ ownerField, readersField }: Kind, { schema, path }: Field): boolean =>
  schema["x-shown"] === true || path === ownerField || path === readersField;

async function standing(db: Queryable, kind: Kind): Promise<KindAccess> {
  const text = "select coalesce(max(seq), 0)::int as version from field_access_changes where kind = $1";
  const [row] = await db.query<{ version: number }>({ text, values: [kind.name] });
  const rules = (await readAccess(db)).filter((rule) => rule.kind === kind.name);
  const paths = new Map(kind.fields.map(({ path }) => [fieldName(kind, path), path]));
  const fields: Record<string, Record<string, Mode>> = {};
  for (const { field, role, mode } of rules) {
    const path = paths.get(field);
    // Rules of archived fields come back with them.
    if (path) fields[path] = { ...fields[path], [role]: mode };
  }
  return { kind: kind.name, version: row?.version ?? 0, fields };
}

/** A field that the actor does not see is not there for them. */
const isHidden = (actor: Actor, kind: Kind, path: string): boolean =>
  actor.kind === "person" && modeFor(actor.roles, kind.access.get(path) ?? new Map()) === "hidden";

function shownTo(actor: Actor, standing: KindAccess): KindAccess {
  if (actor.kind !== "person") return standing;
  const shown = Object.entries(standing.fields).filter(
    ([, byRole]) => modeFor(actor.roles, new Map(Object.entries(byRole))) !== "hidden",
  );
  return { ...standing, fields: Object.fromEntries(shown) };
}
