import { describe, expect, test } from "vitest";
import { Permissions } from "../../../core/security/rights.ts";

const permissions = new Permissions();
permissions.addKind({ plural: "deals", ownerField: "owner" });
permissions.addKind({ plural: "visits" });
permissions.addKind({ plural: "stages", pages: false });
permissions.add("contacts.read", { admin: "all", manager: "all", sales: "all" });
permissions.add("plugins.manage", {});

const none = new Map();
const reachOf = (role: string, right: string) => permissions.grants([role], none).get(right) ?? "none";

describe("from the start", () => {
  test.each([
    ["admin", "deals.read", "all"],
    ["manager", "deals.read", "subtree"],
    ["sales", "deals.read", "own"],
    ["sales", "deals.export", "none"],
    ["manager", "deals.export", "subtree"],
    ["sales", "contacts.read", "all"],
    ["sales", "visits.change", "all"],
    ["sales", "visits.delete", "none"],
    ["sales", "stages.read", "all"],
    ["manager", "stages.change", "none"],
    ["admin", "stages.change", "all"],
    ["admin", "plugins.manage", "all"],
    ["nobody", "deals.read", "none"],
    ["admin", "no.such.right", "none"],
  ])("%s: %s reaches %s", (role, right, reach) => expect(reachOf(role, right)).toBe(reach));
});

describe("several roles", () => {
  test("give the widest of their reaches", () => {
    expect(permissions.grants(["sales", "manager"], none).get("deals.read")).toBe("subtree");
  });
});

describe("what an administrator changed", () => {
  const changes = new Map([
    [
      "sales",
      new Map([
        ["deals.read", "team"],
        ["deals.export", "own"],
        ["contacts.read", "none"],
      ] as const),
    ],
    ["admin", new Map([["deals.read", "none"]] as const)],
  ]);
  test("counts instead of the start", () => {
    const grants = permissions.grants(["sales"], changes);
    expect([grants.get("deals.read"), grants.get("deals.export"), grants.has("contacts.read")]).toEqual([
      "team",
      "own",
      false,
    ]);
  });
  test("cannot lock administrators out", () => {
    expect(permissions.grants(["admin"], changes).get("deals.read")).toBe("all");
  });
});
