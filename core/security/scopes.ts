// Scopes of API tokens narrow what their person may: `contacts:read`, `deals:write`, `admin:plugins`, or `*`.
const shape = /^(\*|(?:[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?|\*):(?:read|write|export)|admin:(?:[a-z][a-z0-9-]*|\*))$/;
const reading = new Set(["read", "export"]);

export const isScope = (text: string): boolean => shape.test(text);

/** The grants that are left under these scopes; never more than there were. */
export function narrowed<T>(grants: ReadonlyMap<string, T>, scopes: readonly string[]): Map<string, T> {
  if (scopes.includes("*")) return new Map(grants);
  const wanted = new Set(scopes);
  return new Map([...grants].filter(([permission]) => covering(permission).some((scope) => wanted.has(scope))));
}

/** The scopes of which one is enough: whoever may read in pages may take it all, and what writes may not read by that. */
function covering(permission: string): string[] {
  const at = permission.lastIndexOf(".");
  const [area, action] = [permission.slice(0, at), permission.slice(at + 1)];
  const verb = reading.has(action) ? "read" : "write";
  return [`${area}:${verb}`, `*:${verb}`, `${area}:${action}`, `*:${action}`, `admin:${area}`, "admin:*"];
}
