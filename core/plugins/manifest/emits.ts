import type { Problem } from "../../kernel/errors.ts";
import { payloadCheck } from "../emitted/payload.ts";
import type { Contributes } from "./manifest.ts";
import { problemIn } from "./problem.ts";

/** What happens to records by themselves. */
const told = new Set(["created", "changed", "removed", "restored", "erased"]);

/** Names that the core's own events could have, and payloads that are no JSON Schema. */
export function emitProblems({ events = {} }: Contributes): Problem[] {
  return (events.emits ?? []).flatMap(({ topic, payload }, at) => {
    const place = `/contributes/events/emits/${at}`;
    const name = topic.slice(topic.indexOf(".") + 1);
    const fault = faultOf(payload);
    return [
      ...(told.has(name) ? [problemIn("plugin.json", `${place}/topic`, "plugins.event_of_records", { topic })] : []),
      ...(fault ? [problemIn("plugin.json", `${place}/payload`, "plugins.bad_payload", { topic, reason: fault })] : []),
    ];
  });
}

function faultOf(payload: Readonly<Record<string, unknown>>): string | undefined {
  try {
    payloadCheck(payload);
    return undefined;
  } catch (error) {
    return (error as Error).message.slice(0, 200);
  }
}
