import { describe, expect, test } from "vitest";
import type { FieldSchema, Option } from "../../../../core/records/fields/field.ts";
import { optionsSaid } from "../../../../core/records/pages/fields/options-form.ts";
import { Values } from "../../../../core/web/values.ts";

const form = (entries: readonly (readonly [string, string])[]) => new Values(entries);
const rowsOf = (options: readonly Option[], label = (option: Option): string => String(option.label)) =>
  options.flatMap(
    (option) =>
      [
        ["option.id", option.id],
        ["option.label", label(option)],
        ["option.color", option.color ?? ""],
      ] as const,
  );
const press = (schema: FieldSchema, button: string) =>
  optionsSaid(form([...rowsOf(schema["x-options"] ?? []), ["do", button]]), schema, "de");
const shape = (options: readonly Option[]) =>
  options.map(({ id, parent }) => (parent === undefined ? id : `${parent}>${id}`));

const tree: FieldSchema = {
  "x-type": "tree",
  "x-options": [
    { id: "eu", label: "Europa" },
    { id: "de", label: "Deutschland", parent: "eu" },
    { id: "by", label: "Bayern", parent: "de" },
    { id: "at", label: "Österreich", parent: "eu" },
    { id: "as", label: "Asien" },
  ],
};

describe("choices in other languages", () => {
  const schema: FieldSchema = {
    "x-type": "choice",
    "x-options": [
      { id: "nord", label: "Nord" },
      { id: "sud", label: { de: "Süd", es: "Sur" } },
    ],
  };
  const write = (language: string, labels: readonly string[]) =>
    optionsSaid(
      form([
        ["option.language", language],
        ...["nord", "sud"].flatMap(
          (id, at) =>
            [
              ["option.id", id],
              ["option.label", labels[at] ?? ""],
              ["option.color", ""],
            ] as const,
        ),
      ]),
      schema,
      "de",
    );

  test("are written beside the word in one's own", () => {
    expect(write("en", ["North", "South"]).map(({ label }) => label)).toEqual([
      { de: "Nord", en: "North" },
      { de: "Süd", es: "Sur", en: "South" },
    ]);
  });

  test("may be left out, and taken away again; the choice stays", () => {
    expect(write("es", ["", ""]).map(({ label }) => label)).toEqual(["Nord", { de: "Süd" }]);
  });

  test("are kept while one's own word changes, and go with a choice whose own word is cleared", () => {
    expect(write("de", ["Norden", ""])).toEqual([{ id: "nord", label: "Norden" }]);
  });
});

describe("a tree of choices", () => {
  test("moves a branch up and down among those beside it", () => {
    expect(shape(press(tree, "option.down:0"))).toEqual(["as", "eu", "eu>de", "de>by", "eu>at"]);
    expect(shape(press(tree, "option.up:3"))).toEqual(["eu", "eu>at", "eu>de", "de>by", "as"]);
    expect(shape(press(tree, "option.up:0"))).toEqual(shape(tree["x-options"] ?? []));
  });

  test("moves a branch in below the one above it, and out again", () => {
    expect(shape(press(tree, "option.in:3"))).toEqual(["eu", "eu>de", "de>by", "de>at", "as"]);
    expect(shape(press(tree, "option.out:1"))).toEqual(["eu", "eu>at", "de", "de>by", "as"]);
    expect(shape(press(tree, "option.out:2"))).toEqual(["eu", "eu>de", "eu>by", "eu>at", "as"]);
  });

  test("lifts what stood below a choice that goes", () => {
    expect(shape(press(tree, "option.drop:1"))).toEqual(["eu", "eu>by", "eu>at", "as"]);
  });

  test("grows from pasted lines, by the way or by how far in they stand, and has nothing twice", () => {
    const text = "Europa > Frankreich\nAmerika\n  Chile\n    Santiago\n  Peru\nAsien";
    const grown = optionsSaid(form([...rowsOf(tree["x-options"] ?? []), ["option.more", text]]), tree, "de");
    expect(shape(grown)).toEqual([
      "eu",
      "eu>de",
      "de>by",
      "eu>at",
      "eu>frankreich",
      "as",
      "amerika",
      "amerika>chile",
      "chile>santiago",
      "amerika>peru",
    ]);
  });

  test("of very many is a text of ways, in which nodes are known by theirs", () => {
    const lines = "Europa\nEuropa › Deutschland\nEuropa › Deutschland › Bayern\nAsien\nAsien › Japan";
    expect(shape(optionsSaid(form([["option.lines", lines]]), tree, "de"))).toEqual([
      "eu",
      "eu>de",
      "de>by",
      "as",
      "as>japan",
    ]);
  });
});
