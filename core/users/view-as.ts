// Looking at the product as somebody else sees it: pages only, nothing is written, and that somebody looked is in the trail.
import type { Database } from "../db/database.ts";
import { type Actor, isWider, may, reach } from "../kernel/actor.ts";
import { NotAllowed, NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.ts";
import type { Actors } from "../security/actors.ts";
import { writeAudit } from "../security/audit/write-audit.ts";
import type { Company } from "./company.ts";
import { type Roles, seesMore } from "./roles.ts";

/** The right to look as somebody else. */
export const VIEW_AS = "users.view-as";

/** As whom: a person, or anybody with this role and no team. */
export type Seen = { readonly person: string } | { readonly role: string };

export interface ViewingNeeds {
  readonly db: Database;
  readonly actors: Pick<Actors, "ofUser">;
  readonly roles: Roles;
  readonly company: Pick<Company, "profile">;
}

const HOUR = "interval '1 hour'";

export class Viewing {
  readonly #needs: ViewingNeeds;

  constructor(needs: ViewingNeeds) {
    this.#needs = needs;
  }

  /** Writes down that it begins, and answers what the browser brings along from then on. */
  async start(viewer: Actor, seen: Seen): Promise<string> {
    if (!viewer.call) throw new Error("Somebody looks in a request");
    await this.#as(viewer, seen);
    const detail = { as: seen };
    const recordId = "person" in seen ? seen.person : seen.role;
    await writeAudit(this.#needs.db, viewer, { action: "viewing.started", kind: "user", recordId, detail });
    return viewer.call.id;
  }

  async end(viewer: Actor): Promise<void> {
    await writeAudit(this.#needs.db, viewer, { action: "viewing.ended", kind: "user" });
  }

  /** Who is seen, for an hour after it was written down; undefined when there is nothing, or the viewer may no longer. */
  async find(viewer: Actor, started: string): Promise<Actor | undefined> {
    if (!isId(started) || !may(viewer, VIEW_AS)) return undefined;
    const text = `select detail -> 'as' as seen from audit_events where actor_id = $1 and action = 'viewing.started' and request_id = $2
      and at > now() - ${HOUR} and seq > coalesce((select max(seq) from audit_events where actor_id = $1 and action = 'viewing.ended'), 0)`;
    const [row] = await this.#needs.db.query<{ seen: Seen }>({
      text,
      values: [viewer.id, started],
      name: "viewing-find",
    });
    return row && (await this.#as(viewer, row.seen).catch(gone));
  }

  async #as(viewer: Actor, seen: Seen): Promise<Actor> {
    if (!may(viewer, VIEW_AS)) throw new NotAllowed("security.not_allowed", { permission: VIEW_AS });
    const actor = "person" in seen ? await this.#person(viewer, seen.person) : await this.#role(viewer, seen.role);
    await this.#refuseAbove(viewer, actor);
    // What is taken out of the house, or asked of the trail, would stand there as theirs.
    const { limits, ...rest } = actor;
    return {
      ...rest,
      language: viewer.language,
      grants: insideOnly(actor.grants),
      ...(limits && { limits: { ...limits, rights: insideOnly(limits.rights) } }),
    };
  }

  async #person(viewer: Actor, id: string): Promise<Actor> {
    const actor = isId(id) && id !== viewer.id ? await this.#needs.actors.ofUser(id, "page") : undefined;
    if (!actor) throw new NotFound("users.not_found");
    return actor;
  }

  async #role({ shares: _, ...viewer }: Actor, role: string): Promise<Actor> {
    if (!(await this.#needs.roles.list()).some(({ id }) => id === role)) throw new NotFound("users.role_not_found");
    const own = { roles: [role], teamIds: [], teamMates: [viewer.id], subtreeMates: [viewer.id] };
    const { grants, limited } = await this.#needs.roles.granted(role);
    const zone = (await this.#needs.company.profile()).timeZone;
    return { ...viewer, ...own, grants, limits: { zone, rights: limited } };
  }

  /** Nobody sees more as somebody else: whatever the other may, the viewer may with everybody's records. */
  async #refuseAbove(viewer: Actor, actor: Actor): Promise<void> {
    const rights = [...actor.grants.keys(), ...(actor.limits?.rights.keys() ?? [])];
    const above = rights.some((right) => isWider("all", reach(viewer, right)));
    const fields = await Promise.all(actor.roles.map(async (role) => await seesMore(this.#needs.db, viewer, role)));
    if (above || actor.roles.includes("admin") || fields.includes(true)) throw new NotAllowed("users.view_above_own");
  }
}

const insideOnly = <T>(rights: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  new Map([...rights].filter(([right]) => !right.endsWith(".export") && !right.startsWith("audit.")));

function gone(error: unknown): undefined {
  if (error instanceof NotAllowed || error instanceof NotFound) return undefined;
  throw error;
}
