// Which list that left a file or a letter comes from, for those who may see the register.
import type { Database } from "../../../db/database.ts";
import { type Actor, may } from "../../../kernel/actor.ts";
import { NotAllowed } from "../../../kernel/errors.ts";
import { writeAudit } from "../../../security/audit/write-audit.ts";
import { APPROVE } from "../export-requests.ts";
import { linesIn } from "../mark.ts";
import type { Leaked } from "./leaked.ts";
import { byMarks, type Found, type Known, type Sign } from "./origin.ts";

/** One list, and all that tells of it. */
export interface Origin {
  readonly number: number;
  /** Name, and id, of whoever took it out. */
  readonly who: string;
  readonly whoId: string;
  readonly kind: string;
  readonly at: string;
  readonly signs: readonly { readonly sign: Sign; readonly agree: number | null }[];
}

/** Older lists are not compared row by row; their last line and whom they name tell of them still. */
const COMPARED = 5_000;

const addresses = /[a-z0-9._+-]{1,64}@[a-z0-9.-]{3,100}/gi;

const named = "select number::int, 'bait' as sign from export_numbers where bait = any($1)";
const newest = `select number::int, seed from export_numbers where seed is not null order by number desc limit ${COMPARED}`;
const lists = `select n.number::int, coalesce(u.name, n.actor_id) as who, n.actor_id as "whoId", n.kind, n.at from export_numbers n
  left join users u on u.id::text = n.actor_id where n.number = any($1::bigint[])`;

export class Origins {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The surest first. That somebody looked is in the trail. */
  async of(actor: Actor, { rows, text }: Leaked): Promise<Origin[]> {
    if (!may(actor, APPROVE)) throw new NotAllowed("security.not_allowed", { permission: APPROVE });
    const found = [...(await this.#named(text)), ...(await this.#marked(rows))];
    const numbers = [...new Set(found.map(({ number }) => number))];
    const known = await this.#db.query<Omit<Origin, "signs"> & object>({ text: lists, values: [numbers] });
    const deed = { action: "export.traced", detail: { found: known.map(({ number }) => number) } };
    await this.#db.transaction(async (trx) => await writeAudit(trx, actor, deed));
    return numbers
      .map((number) => ({ list: known.find((one) => one.number === number), signs: signsOf(found, number) }))
      .flatMap(({ list, signs }) => (list ? [{ ...list, signs }] : []))
      .toSorted((a, b) => b.signs.length - a.signs.length);
  }

  /** By what can be read in it: its last line, and who is in no other list. */
  async #named(text: string): Promise<Found[]> {
    const lines = linesIn(text).map((number): Found => ({ number, sign: "line" }));
    const mails = [...new Set(text.toLowerCase().match(addresses) ?? [])];
    const baits = await this.#db.query<Found & object>({ text: named, values: [mails] });
    return [...lines, ...baits];
  }

  async #marked(rows: Leaked["rows"]): Promise<Found[]> {
    return await byMarks(rows, await this.#db.query<Known & object>({ text: newest }));
  }
}

const signsOf = (found: readonly Found[], number: number): Origin["signs"] =>
  found.filter((one) => one.number === number).map(({ sign, agree }) => ({ sign, agree: agree ?? null }));
