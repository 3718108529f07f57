import { describe, expect, test } from "vitest";
import { treeOf } from "../../../core/users/org.ts";

const team = (id: string, parentId: string | null = null) => ({
  id,
  name: id,
  parentId,
  managerId: null,
  managerName: null,
  people: 0,
});
type Named = { readonly name: string; readonly below: readonly Named[] };
const drawn = (branches: readonly Named[]): string =>
  branches.map(({ name, below }) => (below.length > 0 ? `${name}(${drawn(below)})` : name)).join(" ");

describe("the tree of teams", () => {
  test.each([
    ["stands below each other", [team("a"), team("b", "a"), team("c", "b"), team("d", "a")], "a(b(c) d)"],
    ["has several tops", [team("a"), team("b")], "a b"],
    ["has on top what stood below a team in the trash", [team("a", "gone"), team("b", "a")], "a(b)"],
    ["leaves nobody out who stands in a circle", [team("a", "b"), team("b", "a"), team("c")], "c a(b)"],
  ])("%s", (_, rows, expected) => expect(drawn(treeOf(rows))).toBe(expected));
});
