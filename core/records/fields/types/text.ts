import { RE2JS } from "re2js";
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import type { FieldSchema, FieldType } from "../field.ts";
import { everywhere } from "../pattern.ts";
import { asIs, cleanLine, cleanLines, column, isLonger, isStorable, textOperators } from "./plain.ts";

const limits = { text: 255, longText: 20_000 } as const;

const patterns = new Map<string, RE2JS>();
const MOST_PATTERNS = 1_000;

function patternOf(pattern: string): RE2JS {
  const known = patterns.get(pattern) ?? RE2JS.compile(everywhere(pattern));
  if (patterns.size < MOST_PATTERNS) patterns.set(pattern, known);
  return known;
}

function withinLimits(text: string, schema: FieldSchema, most: number): Checked<unknown> {
  const { minLength, maxLength = most, pattern } = schema;
  if (isLonger(text, Number(maxLength))) return misfit("too_long", { limit: maxLength, maximum: maxLength });
  if (typeof minLength === "number" && !isLonger(text, minLength - 1))
    return misfit("too_short", { limit: minLength, minimum: minLength });
  if (typeof pattern === "string" && !patternOf(pattern).test(text)) return misfit("wrong_pattern");
  return fits(text);
}

const tidyLine = (value: string): string => value.replace(/\s+/g, " ").trim();
const tidyLines = (value: string): string => value.replace(/\r\n?/g, "\n").trimEnd();

interface Texts {
  readonly name: "text" | "longText";
  readonly input: string;
  readonly tidy: (text: string) => string;
  /** What every tidy text looks like. */
  readonly clean: string;
}

function textType({ name, input, tidy, clean }: Texts): FieldType {
  const check: FieldType["check"] = (value, schema) => {
    if (typeof value !== "string") return misfit("not_a_text");
    if (!isStorable(value)) return misfit("broken_text");
    const text = tidy(value);
    return text === "" ? fits(null) : withinLimits(text, schema, limits[name]);
  };
  return {
    name,
    input,
    words: ["minLength", "maxLength", "pattern"],
    columns: column("text"),
    operators: textOperators,
    sortable: name === "text",
    jsonSchema: ({ minLength, maxLength = limits[name], pattern }) => ({
      type: "string",
      ...(minLength === undefined ? {} : { minLength }),
      maxLength,
      pattern: clean,
      ...(typeof pattern === "string" ? { allOf: [{ pattern: everywhere(pattern) }] } : {}),
    }),
    check,
    parse: check,
    format: asIs,
  };
}

/** One line; white space is collapsed. */
export const text = textType({ name: "text", input: "text", tidy: tidyLine, clean: cleanLine });
/** Several lines. */
export const longText = textType({ name: "longText", input: "long-text", tidy: tidyLines, clean: cleanLines });
