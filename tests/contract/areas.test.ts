// The areas of the core and the plugins come through the same door, so that the door cannot rot.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { areas } from "../../core/app/areas.ts";
import { definePlugin } from "../../core/plugins/plugin.ts";
import * as door from "../../core/sdk/index.ts";
import { production, root } from "../support/sources.ts";

describe("contacts, deals and users", () => {
  test.each(["contacts", "deals", "users"])("%s is defined as a plugin is", (id) => {
    const source = readFileSync(join(root, `core/${id}/index.ts`), "utf8");
    expect(source).toMatch(/import \{[^}]*\bdefinePlugin\b[^}]*\} from "\.\.\/plugins\/plugin\.ts"/);
    expect(source).toMatch(new RegExp(`export const ${id} = definePlugin\\(\\{\\s*id: "${id}",\\s*uses: `));
    expect(areas.filter((area) => area.id === id)).toHaveLength(1);
  });

  test("use the very function that plugins use", () => {
    expect(door.definePlugin).toBe(definePlugin);
  });
});

describe("every area", () => {
  test("has an id of its own and adds itself by the door alone", () => {
    expect(new Set(areas.map(({ id }) => id)).size).toBe(areas.length);
    const others = production().filter(({ text }) => /\.hostFor\(/.test(text));
    expect(others.map(({ path }) => path).toSorted()).toEqual([
      "core/app/build-app.ts",
      "core/plugins/live/publish.ts",
    ]);
  });
});
