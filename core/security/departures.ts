import type { Database } from "../db/database.ts";
import { isObject } from "../kernel/json.ts";
import type { Seal } from "./seal.ts";

/** What a browser carries while somebody proves elsewhere who they are: nobody else can come back with it, or in its place. */
export interface Departure {
  readonly provider: string;
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: proves that whoever fetches the token is who sent the person away. */
  readonly verifier: string;
  /** Where they go on to. */
  readonly next: string;
  /** True where somebody who is signed in has to prove it anew. */
  readonly again: boolean;
}

const MINUTES = 10;
const PLACE = "sign-on/departure";
const now = "select floor(extract(epoch from now()))::int as now";

export class Departures {
  readonly #db: Database;
  readonly #seal: Seal;

  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  async close(departure: Departure): Promise<string> {
    const text = JSON.stringify({ ...departure, at: await this.#now() });
    return this.#seal.close(text, PLACE).toString("base64url");
  }

  /** Undefined when it is none of ours, or older than ten minutes by the database's clock. */
  async open(closed: string): Promise<Departure | undefined> {
    const text = this.#seal.open(Buffer.from(closed, "base64url"), PLACE);
    if (text === undefined) return undefined;
    const found: unknown = JSON.parse(text);
    const isFresh = isObject(found) && (await this.#now()) - Number(found["at"]) <= MINUTES * 60;
    return isFresh ? (found as unknown as Departure) : undefined;
  }

  async #now(): Promise<number> {
    const [row] = await this.#db.query<{ now: number }>({ text: now });
    return row?.now ?? 0;
  }
}
