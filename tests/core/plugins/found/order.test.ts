import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderOf } from "../../../../core/plugins/found/order.ts";
import type { Manifest, PluginFiles } from "../../../../core/plugins/manifest/manifest.ts";

type Needs = Partial<Pick<Manifest, "version" | "dependencies" | "optionalDependencies" | "conflicts" | "contributes">>;

const plugin = (id: string, needs: Needs = {}): PluginFiles =>
  ({
    manifest: { id, version: "1.0.0", ...needs },
    kinds: [],
    fields: [],
    rules: [],
    migrations: [],
  }) as unknown as PluginFiles;

function told(plugins: readonly PluginFiles[]) {
  const { order, problems } = orderOf(plugins);
  const codes = [...problems].map(([id, some]) => [id, some.map(({ code }) => code.replace("plugins.", "")).join(" ")]);
  return { order: order.map(({ manifest }) => manifest.id).join(" "), problems: Object.fromEntries(codes) };
}

describe("plugins start", () => {
  test("after those they need, and otherwise by name", () => {
    const plugins = [
      plugin("z"),
      plugin("a", { dependencies: { m: "^1.0.0" } }),
      plugin("m", { dependencies: { z: "*" } }),
    ];
    expect(told(plugins)).toEqual({ order: "z m a", problems: {} });
  });

  test("after those they use if they are there, unless these need them", () => {
    const optional = plugin("a", { optionalDependencies: { b: "*", gone: "*" } });
    expect(told([optional, plugin("b")]).order).toBe("b a");
    expect(told([optional, plugin("b", { dependencies: { a: "*" } })])).toEqual({ order: "a b", problems: {} });
    expect(told([optional, plugin("b", { optionalDependencies: { a: "*" } })]).problems).toEqual({});
  });
});

describe("a plugin is left out by name", () => {
  test("when it needs one that is not there, with all that need it", () => {
    const plugins = [
      plugin("a", { dependencies: { b: "*" } }),
      plugin("b", { dependencies: { gone: "^2.0.0" } }),
      plugin("c"),
    ];
    expect(told(plugins)).toEqual({ order: "c", problems: { a: "need_faulty", b: "need_missing" } });
  });

  test("when another version is there than it needs or can use", () => {
    const old = plugin("old", { version: "1.9.0" });
    const must = orderOf([old, plugin("a", { dependencies: { old: "^2.0.0" } })]).problems.get("a");
    expect(must).toMatchObject([
      { code: "plugins.need_unmet", values: { need: "old", range: "^2.0.0", version: "1.9.0" } },
    ]);
    expect(told([old, plugin("a", { optionalDependencies: { old: "^2.0.0" } })]).problems).toEqual({ a: "need_unmet" });
  });

  test("when it needs itself in a circle, which is named", () => {
    const plugins = [
      plugin("a", { dependencies: { b: "*" } }),
      plugin("b", { dependencies: { c: "*" } }),
      plugin("c", { dependencies: { a: "*" } }),
      plugin("d", { dependencies: { a: "*" } }),
    ];
    expect(told(plugins)).toEqual({
      order: "",
      problems: { a: "need_circle", b: "need_circle", c: "need_circle", d: "need_faulty" },
    });
    expect(orderOf(plugins).problems.get("b")?.[0]?.values).toMatchObject({ way: "b → c → a → b" });
  });

  test("when one of two does not want the other, on both sides", () => {
    const plugins = [plugin("a", { conflicts: { b: "^1.0.0" } }), plugin("b")];
    expect(told(plugins).problems).toEqual({ a: "conflict", b: "conflict" });
    expect(told([plugin("a", { conflicts: { b: "^2.0.0" } }), plugin("b")]).problems).toEqual({});
  });
});

test("whatever they need: each starts after its needs, and is either started or named", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const needs = fc.uniqueArray(fc.constantFrom(...ids, "gone"), { maxLength: 3 });
  const ranges = (some: readonly string[], own: string) =>
    Object.fromEntries(some.filter((one) => one !== own).map((one) => [one, "*"]));
  fc.assert(
    fc.property(fc.array(fc.tuple(needs, needs), { minLength: 6, maxLength: 6 }), (all) => {
      const plugins = ids.map((id, at) => {
        const [must, may] = all[at] ?? [[], []];
        return plugin(id, { dependencies: ranges(must, id), optionalDependencies: ranges(may, id) });
      });
      const { order, problems } = orderOf(plugins);
      const place = new Map(order.map(({ manifest }, at) => [manifest.id, at]));
      expect([...place.keys(), ...problems.keys()].sort()).toEqual(ids);
      for (const { manifest } of order)
        for (const need of Object.keys(manifest.dependencies ?? {}))
          expect(place.get(need)).toBeLessThan(place.get(manifest.id) ?? -1);
    }),
  );
});

describe("two that stand in for the same piece", () => {
  const panel = (id: string, kind: string, replaces?: string) =>
    plugin(id, {
      contributes: {
        panels: [{ id: `${id}.p`, kind, place: "head", permission: "public", ...(replaces && { replaces }) }],
      },
    });
  const tile = (id: string, replaces: string) =>
    plugin(id, { contributes: { tiles: [{ id: `${id}.t`, permission: "public", replaces }] } });

  test.each([
    ["on every record and on deals", panel("a", "*", "step"), panel("b", "deal", "step")],
    ["on records of one kind", panel("a", "deal", "step"), panel("b", "deal", "step")],
    ["on Today", tile("a", "steps"), tile("b", "steps")],
  ])("%s are not on together, and both are told", (_where, a, b) => {
    expect(told([a, b])).toEqual({ order: "", problems: { a: "place_taken", b: "place_taken" } });
  });

  test.each([
    ["other pieces", panel("a", "deal", "step"), panel("b", "deal", "sum")],
    ["pages of other kinds", panel("a", "deal", "step"), panel("b", "company", "step")],
    ["a panel and a tile", panel("a", "*", "step"), tile("b", "step")],
    ["nothing", panel("a", "deal"), panel("b", "deal")],
  ])("are none where they replace %s", (_what, a, b) => {
    expect(told([a, b])).toEqual({ order: "a b", problems: {} });
  });
});
