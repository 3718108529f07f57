import { fits, misfit } from "../../../kernel/checked.ts";
import type { FieldType } from "../field.ts";
import { column } from "./plain.ts";

const yes = new Set(["true", "yes", "y", "1", "on", "x", "ja", "sí", "si", "да", "是", "✓"]);
const no = new Set(["false", "no", "n", "0", "off", "nein", "не", "否"]);

export const boolean: FieldType = {
  name: "boolean",
  input: "boolean",
  columns: column("boolean"),
  operators: ["eq", "ne", "empty", "notEmpty"],
  sortable: true,
  jsonSchema: () => ({ type: "boolean" }),
  check: (value) => (typeof value === "boolean" ? fits(value) : misfit("not_a_boolean")),
  parse(text) {
    const word = text.trim().toLowerCase();
    if (word === "") return fits(null);
    if (yes.has(word)) return fits(true);
    return no.has(word) ? fits(false) : misfit("not_a_boolean");
  },
  format: (value) => (value === true ? "✓" : value === false ? "–" : ""),
};
