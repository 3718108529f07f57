import type { RoleDefinition } from "./role.ts";

/** A name for programs and configuration documents, made of what people call the role; `role-2` where nothing is left of it. */
export function newRoleId(name: string, roles: readonly RoleDefinition[]): string {
  const plain = name.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  const words = plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 36)
    .replace(/-+$/, "");
  const taken = new Set(roles.map(({ id }) => id));
  const base = words || "role";
  for (let n = 1; ; n++) {
    const id = n === 1 && words ? base : `${base}-${n + (words ? 0 : 1)}`;
    if (!taken.has(id)) return id;
  }
}
