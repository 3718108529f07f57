import { NotFound } from "../../kernel/errors.ts";
import type { Kind, KindsSeen } from "../kind.ts";
import { seenKind, type Viewer } from "./seen-kind.ts";

/** The kinds as such people see them; each is made when it is first asked for, and kept. */
export class KindsOfViewer implements KindsSeen {
  readonly #whole: KindsSeen;
  readonly #viewer: Viewer;
  readonly #seen = new Map<Kind, Kind>();

  constructor(whole: KindsSeen, viewer: Viewer) {
    this.#whole = whole;
    this.#viewer = viewer;
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

  /** Kinds of a module that they do not have are in no list; who asks for one by name is told about rights. */
  all(): readonly Kind[] {
    const { without } = this.#viewer;
    const there = this.#whole.all().filter(({ owner }) => owner === undefined || !without.has(owner));
    return there.map((kind) => this.#see(kind) as Kind);
  }

  #see(kind: Kind | undefined): Kind | undefined {
    if (!kind) return undefined;
    const seen = this.#seen.get(kind) ?? seenKind(kind, this.#viewer, (name) => this.#whole.find(name));
    this.#seen.set(kind, seen);
    return seen;
  }
}
