import type { Problem } from "../../kernel/errors.ts";
import { isObject, type Json } from "../../kernel/json.ts";
import type { Access } from "../access/access.ts";
import { type AccessChanges, type Mode, modes } from "../access/mode.ts";
import { pointerOf } from "../store/validate.ts";
import { reader } from "./reader.ts";
import { type Change, type Create, itemProblem, type Section } from "./section.ts";

/** Which fields are closed to which roles: kind → field → role → mode. What is not named may be seen and edited. */
export function accessSection(access: Access): Section {
  const standing = async (kind: string): Promise<AccessChanges> => (await access.of(reader, kind)).fields;

  return {
    name: "fieldAccess",
    order: 45,
    read: async () => {
      const all = access.kinds().map(async ({ name }): Promise<[string, Json]> => [name, await plain(standing(name))]);
      return new Map((await Promise.all(all)).filter(([, fields]) => Object.keys(fields as object).length > 0));
    },
    check: ({ after }) => problemsOf(after),
    // Somebody may see less than before.
    grade: ({ action }) => (action === "remove" ? "safe" : "breaking"),
    async write(actor, { name, after }: Create | Change) {
      const wanted = after as AccessChanges;
      await access.change(actor, name, merged(opened(await standing(name)), wanted));
    },
    remove: async (actor, { name }) => void (await access.change(actor, name, opened(await standing(name)))),
  };
}

const plain = async (fields: Promise<AccessChanges>): Promise<Json> => (await fields) as unknown as Json;

/** Everything that is closed, open again. */
const opened = (fields: AccessChanges): AccessChanges =>
  Object.fromEntries(Object.entries(fields).map(([path, roles]) => [path, everyRole(Object.keys(roles))]));

const everyRole = (roles: readonly string[]): Readonly<Record<string, Mode>> =>
  Object.fromEntries(roles.map((role) => [role, "edit"]));

const merged = (under: AccessChanges, over: AccessChanges): AccessChanges => {
  const paths = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...paths].map((path) => [path, { ...under[path], ...over[path] }]));
};

function problemsOf(item: Json): readonly Problem[] {
  if (!isObject(item)) return [itemProblem("", "not_an_object")];
  return Object.entries(item).flatMap(([path, roles]) =>
    isObject(roles) && Object.values(roles).every((mode) => modes.includes(mode as Mode))
      ? []
      : [itemProblem(pointerOf(path), "configuration.bad_item", { known: modes.join(", ") })],
  );
}
