import { NotFound } from "../../kernel/errors.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { seenKind } from "./seen-kind.ts";

/** The kinds as people of these roles see them; each is made when it is first asked for, and kept. */
export class KindsOfRoles implements KindsSeen {
  readonly #whole: KindsSeen;
  readonly #roles: readonly string[];
  readonly #seen = new Map<Kind, Kind>();

  constructor(whole: KindsSeen, roles: readonly string[]) {
    this.#whole = whole;
    this.#roles = roles;
  }

  get(name: string): Kind {
    const kind = this.find(name);
    if (!kind) throw new NotFound("records.unknown_kind", { kind: name });
    return kind;
  }

  find(name: string): Kind | undefined {
    return this.#see(this.#whole.find(name));
  }

  byPlural(plural: string): Kind | undefined {
    return this.#see(this.#whole.byPlural(plural));
  }

  all(): readonly Kind[] {
    return this.#whole.all().map((kind) => this.#see(kind) as Kind);
  }

  #see(kind: Kind | undefined): Kind | undefined {
    if (!kind) return undefined;
    const seen = this.#seen.get(kind) ?? seenKind(kind, this.#roles, (name) => this.#whole.find(name));
    this.#seen.set(kind, seen);
    return seen;
  }
}
