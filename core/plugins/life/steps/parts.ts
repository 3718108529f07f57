// The fields and rules that a plugin brings to kinds of others. They rest until the plugin is published.
import { systemActor } from "../../../kernel/actor.ts";
import type { Contributed, Put } from "../../../records/contributed/contributed.ts";
import type { WrittenOver } from "../../../records/contributed/put-back.ts";
import type { Definitions } from "../../../records/definitions/definitions.ts";
import { enter, type LedgerLine, readLedger, strike } from "../ledger.ts";
import type { Step } from "../steps.ts";

const byItself = systemActor("plugins");

export interface PartsNeeds {
  readonly definitions: Definitions;
  readonly contributed: Contributed;
}

export const parts = ({ definitions, contributed }: PartsNeeds): Step => ({
  name: "fields",
  async do({ files, keep }) {
    const { kinds, fields, rules, manifest } = files;
    if (fields.length + rules.length === 0) return;
    const owner = manifest.id;
    await definitions.change(byItself, async (trx) => {
      const ledger = await readLedger(trx, owner);
      const marks = marksIn(ledger);
      const done = await contributed.put(trx, byItself, { owner, kinds, fields, rules, marks });
      await enter(trx, owner, done.map(lineOf));
      const added = done.filter(({ what }) => what === "add").map(({ id, name }) => ({ id, name }));
      await keep(trx, { added, over: done.flatMap(({ over }) => over ?? []), lines: ledger.filter(isPart) });
    });
  },
  async undo({ plugin, about }) {
    const { added = [], over = [], lines = [] } = about as Kept;
    if (added.length + lines.length === 0) return;
    await definitions.change(byItself, async (trx) => {
      await contributed.drop(trx, plugin, new Set(added.map(({ id }) => id)));
      await strike(
        trx,
        plugin,
        added.map(({ name }) => keyOf(name)),
      );
      await contributed.putBack(trx, over);
      await enter(trx, plugin, lines);
    });
  },
});

/** What the undoing needs to know. */
interface Kept {
  readonly added?: readonly { readonly id: string; readonly name: string }[];
  readonly over?: readonly WrittenOver[];
  /** The ledger as it was. */
  readonly lines?: readonly LedgerLine[];
}

const isPart = ({ kind }: LedgerLine): boolean => kind === "field" || kind === "rule";

/** What the plugin wrote when it last wrote, by name. */
export const marksIn = (ledger: readonly LedgerLine[]): ReadonlyMap<string, Readonly<Record<string, string>>> =>
  new Map(ledger.flatMap(({ kind, key, marks }) => (marks ? [[`${kind} ${key}`, marks] as const] : [])));

/** `field deal.region` → kind and key of its line. */
function keyOf(name: string): { kind: string; key: string } {
  const at = name.indexOf(" ");
  return { kind: name.slice(0, at), key: name.slice(at + 1) };
}

const lineOf = ({ name, id, marks }: Put): LedgerLine => ({ ...keyOf(name), target: id, marks });
