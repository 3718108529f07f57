// What a line says of lots, held against how its product is tracked.
import type { Draft, Problem } from "trellis/sdk";
import { problem } from "./problem.ts";

interface About {
  readonly type: string;
  readonly tracking: string;
}

/** What comes in says until when it is good. */
const coming = new Set(["receipt", "return", "count"]);

export function lotProblems(draft: Draft, about: About): Problem[] {
  const lot = draft.get("lot");
  if (typeof lot === "string" && lot !== lot.trim()) draft.set("lot", lot.trim());
  const hasDay = draft.get("expires") !== null;
  if (lot === null) return hasDay ? [problem("expires", "expires_with_lot")] : [];
  return [
    ...namedProblems(draft, about),
    ...(hasDay && !coming.has(about.type) ? [problem("expires", "expires_with_lot")] : []),
  ];
}

function namedProblems(draft: Draft, { tracking }: About): Problem[] {
  if (tracking === "none") return [problem("lot", "not_tracked")];
  return tracking === "serial" && Number(draft.get("quantity")) > 1 ? [problem("quantity", "serial_is_one")] : [];
}
