// Reads JSON as strictly as its standard allows and no deeper than we need.
import { BadRequest } from "../kernel/errors.ts";

const deepest = 32;
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The value of a JSON text. Broken JSON, a key written twice, `__proto__` and deep nesting are refused. */
export function readJson(text: string): unknown {
  const value = parse(text);
  checkKeys(text);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadRequest("web.broken_json", {}, { cause });
  }
}

/** Walks over the tokens of a text already known to be JSON: a text before a colon is a key. */
function checkKeys(text: string): void {
  const open: Set<string>[] = [];
  let last = "";
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") takeKey(open.at(-1), last);
    if (open.length > deepest) throw new BadRequest("web.json_too_deep", { most: deepest });
    last = token;
  }
}

function takeKey(seen: Set<string> | undefined, quoted: string): void {
  const key = JSON.parse(quoted) as string;
  if (key === "__proto__") throw new BadRequest("web.key_not_allowed", { key });
  if (seen?.has(key)) throw new BadRequest("web.key_twice", { key });
  seen?.add(key);
}
