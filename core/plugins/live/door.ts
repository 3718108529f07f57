// What the code of a plugin may touch of the core. The container itself is not handed out, so nothing in it can be replaced.
import { Conflict } from "../../kernel/errors.ts";
import type { Token } from "../../kernel/token.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Get } from "../plugin.ts";

export interface Door {
  readonly get: Get;
  /** For every plugin. */
  readonly open: ReadonlySet<Token<unknown>>;
  /** For those whose manifest asks for statements of their own. */
  readonly sql: ReadonlySet<Token<unknown>>;
}

/** Finds services for one plugin, and says no to the others. */
export function getFor({ id, requests = {} }: Manifest, { get, open, sql }: Door): Get {
  return (wanted) => {
    const mayHave = open.has(wanted) || (requests.sql === true && sql.has(wanted));
    if (!mayHave) throw new Conflict("plugins.no_service", { plugin: id, service: wanted.description ?? "" });
    return get(wanted);
  };
}
