// A field with all that is said about it: what it is, its rules, and who sees it. Written as one change, or not at all.
import type { Transaction } from "../../db/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Access } from "../access/access.ts";
import type { Mode } from "../access/mode.ts";
import type { Definitions } from "../definitions/definitions.ts";
import type { Kind } from "../kind.ts";
import type { Kinds } from "../kinds.ts";
import type { Rules, RuleWish } from "../rules/rules.ts";
import type { CustomFields } from "./custom-fields.ts";
import type { FieldSchema } from "./field.ts";
import { kindWith } from "./kind-with.ts";
import { customField } from "./ready.ts";

/** What a field of the company's own is to be. */
export interface OwnWish {
  /** Undefined for a new one. */
  readonly id: string | undefined;
  readonly key: string;
  readonly schema: FieldSchema;
  readonly version?: number | undefined;
}

export interface WholeField {
  readonly kind: string;
  /** The definition of an own field, or the path of one of the product, which stays what it is. */
  readonly field: OwnWish | string;
  /** What they say of the field itself is left out: it is this one. */
  readonly rules: readonly RuleWish[];
  /** Role → mode, where it is to change; undefined leaves all as it is. */
  readonly access?: { readonly modes: Readonly<Record<string, Mode>>; readonly version: number } | undefined;
}

export interface WholeFieldParts {
  readonly kinds: Kinds;
  readonly definitions: Definitions;
  readonly customFields: CustomFields;
  readonly rules: Rules;
  readonly access: Access;
}

export class WholeFields {
  readonly #parts: WholeFieldParts;

  constructor(parts: WholeFieldParts) {
    this.#parts = parts;
  }

  /** Throws what each of the parts throws; then nothing of it is written. */
  async save(actor: Actor, whole: WholeField): Promise<void> {
    await this.#parts.definitions.change(actor, async (trx) => {
      const { kind, path } = await this.#defined(trx, actor, whole);
      for (const { words, ...wish } of whole.rules)
        await this.#parts.rules.put(trx, actor, kind, { ...wish, words: { ...words, field: path } });
      if (whole.access) {
        const { modes, version } = whole.access;
        await this.#parts.access.changeIn(trx, actor, kind, { fields: { [path]: modes }, version });
      }
      await this.#renamed(trx, actor, whole, path);
    });
  }

  /** The kind as it will be, and where the field stands in it; under the key it has had so far, which conditions name. */
  async #defined(
    trx: Transaction,
    actor: Actor,
    { kind: name, field }: WholeField,
  ): Promise<{ readonly kind: Kind; readonly path: string }> {
    const { kinds, customFields } = this.#parts;
    // What the actor does not see, rules of theirs cannot look at.
    const seen = kinds.seenBy(actor).get(name);
    if (typeof field === "string") return { kind: seen, path: field };
    const { id, key, schema, version } = field;
    if (id) await customFields.of(actor, id);
    const made = id
      ? await customFields.changeIn(trx, actor, id, { schema, version })
      : await customFields.defineIn(trx, actor, name, { key, schema });
    const ready = customField(made);
    return { kind: kindWith(seen, ready), path: ready.path };
  }

  /** Another key comes last: it moves whatever names the field, also the rules just written. */
  async #renamed(trx: Transaction, actor: Actor, { field }: WholeField, path: string): Promise<void> {
    if (typeof field === "string" || !field.id || path === `custom.${field.key}`) return;
    await this.#parts.customFields.changeIn(trx, actor, field.id, { key: field.key });
  }
}
