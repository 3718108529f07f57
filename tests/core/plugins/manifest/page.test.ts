// docs/plugins.md says of a plugin's files what their schemas say, and the schemas say what the engine takes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaNames, type SchemaName, schemaText } from "../../../../core/plugins/manifest/shape.ts";
import { iconNames, iconOf } from "../../../../core/records/own-kinds/icons.ts";
import { effects, oldRows } from "../../../../core/records/rules/rule.ts";
import { root } from "../../../support/sources.ts";

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

const schemaOf = (name: SchemaName): Schema => JSON.parse(schemaText(name)) as Schema;
const page = readFileSync(join(root, "docs/plugins.md"), "utf8");

/** A line for each word, with those inside of it below. */
function rows(schema: Schema, prefix = ""): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, one]) => {
    const needed = schema.required?.includes(key) ? "needed" : "";
    const items = Object.entries(one.items?.properties ?? {}).map(([word]) =>
      one.items?.required?.includes(word) ? `\`${word}\`` : `\`${word}\` if wanted`,
    );
    const each = items.length > 0 ? ` Each has ${items.join(", ")}.` : "";
    const own = `| \`${prefix}${key}\` | ${needed} | ${one.description}${each} |`;
    return [own, ...rows(one, `${prefix}${key}.`)];
  });
}

describe("docs/plugins.md", () => {
  test.each(schemaNames)("lists every word of %s.json", (name) => {
    const table = ["| word | | what it says |", "|---|---|---|", ...rows(schemaOf(name))].join("\n");
    expect(page).toContain(table);
  });
});

describe("the published schemas", () => {
  test("describe each word", () => {
    const all = schemaNames.flatMap((name) => rows(schemaOf(name)));
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((row) => row.includes("undefined"))).toEqual([]);
  });

  test("offer the pictures the product has, and the effects its rules have", () => {
    const pictures = iconNames.map(iconOf).toSorted();
    expect(schemaOf("plugin").properties?.["icon"]?.enum).toEqual(pictures);
    expect(schemaOf("kind").properties?.["icon"]?.enum).toEqual(pictures);
    expect(schemaOf("rule").properties?.["effect"]?.enum).toEqual(effects);
    expect(schemaOf("rule").properties?.["old"]?.enum).toEqual(oldRows);
  });
});
