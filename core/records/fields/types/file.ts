// Files of a record: what the upload answered, as a list. The bytes lie in the data folder; see records/files.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { isId } from "../../../kernel/ids.ts";
import { isObject } from "../../../kernel/json.ts";
import type { FieldSchema, FieldType } from "../field.ts";
import { accepts, endingOf, patternOf } from "./media-types.ts";
import { cleanLine, column, idPattern, isShort } from "./plain.ts";

/** One file, as the upload answers it and records name it. */
export interface FileRef {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

const MOST_FILES = 20;
const LONGEST_NAME = 200;
const mediaType = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,80}$/;
const nameShape = new RegExp(cleanLine, "u");

/** How many files a field takes. */
export const mostFiles = ({ maxItems }: FieldSchema): number =>
  typeof maxItems === "number" ? Math.min(maxItems, MOST_FILES) : MOST_FILES;

/** Media types that a field takes, `image/*` for all images; undefined where it takes any. */
export const acceptedIn = ({ "x-accept": accepted }: FieldSchema): readonly string[] | undefined =>
  Array.isArray(accepted) ? (accepted as string[]) : undefined;

const mostBytes = ({ "x-maxBytes": most }: FieldSchema): number =>
  typeof most === "number" ? most : Number.MAX_SAFE_INTEGER;

const isName = (value: unknown): boolean => isShort(value, LONGEST_NAME) && nameShape.test(value);
const isBytes = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isFile(value: unknown): value is FileRef {
  if (!isObject(value) || Object.keys(value).length !== 4) return false;
  const { id, name, type, bytes } = value;
  return isId(id) && isName(name) && typeof type === "string" && mediaType.test(type) && isBytes(bytes);
}

function check(value: unknown, schema: FieldSchema): Checked<unknown> {
  if (!Array.isArray(value)) return misfit("not_a_list");
  if (value.length > mostFiles(schema))
    return misfit("too_many", { limit: mostFiles(schema), maximum: mostFiles(schema) });
  if (!value.every(isFile)) return misfit("not_a_file");
  const problem = value.map((one) => unfit(one, schema)).find((found) => found !== undefined);
  if (problem) return problem;
  const files = value.map(({ id, name, type, bytes }) => ({ id, name, type, bytes }));
  return fits(files.length === 0 ? null : [...new Map(files.map((file) => [file.id, file])).values()]);
}

/** Why a file is none for this field. */
function unfit({ name, type, bytes }: FileRef, schema: FieldSchema): Checked<never> | undefined {
  const accepted = acceptedIn(schema);
  if (accepted && !accepts(accepted, type))
    return misfit("file_type", { name, types: accepted.map(endingOf).join(", ") });
  return bytes > mostBytes(schema) ? misfit("file_too_large", { name, megabytes: mostBytes(schema) / 1e6 }) : undefined;
}

/** Files cannot be typed: only nothing can. */
const parse = (text: string): Checked<unknown> => (text.trim() === "" ? fits(null) : misfit("not_a_file"));

function patternIn(schema: FieldSchema): string {
  const accepted = acceptedIn(schema);
  return accepted ? patternOf(accepted) : mediaType.source;
}

export const file: FieldType = {
  name: "file",
  input: "file",
  words: ["maxItems", "x-accept", "x-maxBytes"],
  columns: column("jsonb"),
  operators: ["empty", "notEmpty"],
  sortable: false,
  jsonSchema: (schema) => ({
    type: "array",
    maxItems: mostFiles(schema),
    items: {
      type: "object",
      properties: {
        id: { type: "string", pattern: idPattern },
        name: { type: "string", pattern: cleanLine, maxLength: LONGEST_NAME },
        type: { type: "string", pattern: patternIn(schema) },
        bytes: { type: "integer", minimum: 0, maximum: mostBytes(schema) },
      },
      required: ["id", "name", "type", "bytes"],
      additionalProperties: false,
    },
  }),
  check,
  parse,
  format: (value) => (Array.isArray(value) ? value.map(({ name }: FileRef) => name).join(", ") : ""),
  toRow: (value) => [JSON.stringify(value)],
};
