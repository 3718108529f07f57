import type { Values } from "../../../web/values.ts";
import type { AccessChanges, Mode } from "../../access/mode.ts";

/** Name of the box of a field and a role; neither has a `|` in it. */
export const boxOf = (path: string, role: string): string => `mode|${path}|${role}`;

/** What a form says that does not stand already: path → role → mode. */
export function changesIn(form: Values, standing: AccessChanges): AccessChanges {
  const changes: Record<string, Record<string, Mode>> = {};
  for (const [name, mode] of form.entries()) {
    const [word, path, role] = name.split("|");
    if (word !== "mode" || !path || !role || mode === (standing[path]?.[role] ?? "edit")) continue;
    changes[path] = { ...changes[path], [role]: mode as Mode };
  }
  return changes;
}
