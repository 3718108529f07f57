// What a role may do with a field. From narrow to wide: nothing, its end, all of it, change it.
export const modes = ["hidden", "masked", "read", "edit"] as const;
export type Mode = (typeof modes)[number];

/** Role → mode, for the roles that may not edit a field. */
export type Modes = ReadonlyMap<string, Mode>;

/** Path of the field → role → mode; `edit` takes a restriction away. */
export type AccessChanges = Readonly<Record<string, Readonly<Record<string, Mode>>>>;

/** Administrators cannot lock themselves out. */
export const ADMIN = "admin";

const widthOf = (mode: Mode): number => modes.indexOf(mode);

export const wider = (a: Mode, b: Mode): Mode => (widthOf(a) >= widthOf(b) ? a : b);
export const narrower = (a: Mode, b: Mode): Mode => (widthOf(a) <= widthOf(b) ? a : b);

/** What these roles may together: the widest of any. Whoever has no role at all sees nothing that is closed to anybody. */
export function modeFor(roles: readonly string[], restricted: Modes): Mode {
  if (roles.includes(ADMIN)) return "edit";
  return roles.map((role) => restricted.get(role) ?? "edit").reduce(wider, "hidden");
}

/** True when somebody sees less of the field than its value. */
export const isClosed = (restricted: Modes): boolean =>
  [...restricted.values()].some((mode) => mode === "hidden" || mode === "masked");
