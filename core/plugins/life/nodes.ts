// What every process has loaded, as each says itself: differences are seen here.
import { hostname } from "node:os";
import type { Database } from "../../db/database.ts";
import type { Loaded } from "../live/live.ts";

export interface Node {
  readonly node: string;
  /** Machine and process id. */
  readonly name: string;
  /** Version of the decisions it has followed. */
  readonly generation: number;
  readonly loaded: readonly Loaded[];
  /** RFC 3339. */
  readonly startedAt: string;
  readonly seenAt: string;
  /** Silent for so long that it is taken for dead. */
  readonly isSilent: boolean;
}

/** Whoever is silent for so many seconds is gone. */
const SILENCE = 60;

/** Those that run another version than the one that is wanted, or have not followed the decision yet. */
export function laggards(
  nodes: readonly Node[],
  { id, version }: { readonly id: string; readonly version: string },
  generation: number,
): readonly Node[] {
  return nodes.filter((node) => {
    const here = node.loaded.find((one) => one.id === id);
    return here ? here.state !== "on" || here.version !== version : node.generation < generation;
  });
}

export class Nodes {
  readonly #db: Database;
  readonly #node: string;

  /** `node` names this process. */
  constructor(db: Database, node: string) {
    this.#db = db;
    this.#node = node;
  }

  /** Says what this process has; also a sign of life. */
  async report(generation: number, loaded: readonly Loaded[]): Promise<void> {
    const text = `insert into plugin_nodes (node, name, generation, loaded) values ($1, $2, $3, $4)
      on conflict (node) do update set generation = $3, loaded = $4, seen_at = now()`;
    const name = `${hostname()} ${process.pid}`;
    await this.#db.query({ text, values: [this.#node, name, generation, JSON.stringify(loaded)] });
  }

  /** Those that live, the oldest first. */
  async list(): Promise<Node[]> {
    return (await this.all()).filter(({ isSilent }) => !isSilent);
  }

  /** Those that fell silent within a day, too. */
  async all(): Promise<Node[]> {
    const text = `select node, name, generation, loaded, started_at as "startedAt", seen_at as "seenAt",
        seen_at < now() - $1 * interval '1 second' as "isSilent" from plugin_nodes
      where seen_at > now() - interval '1 day' order by started_at, node`;
    return await this.#db.query<Node & object>({ text, values: [SILENCE] });
  }

  /** Says good-bye, and forgets those that have been silent for long. */
  async leave(): Promise<void> {
    const text = "delete from plugin_nodes where node = $1 or seen_at < now() - interval '1 day'";
    await this.#db.query({ text, values: [this.#node] });
  }
}
