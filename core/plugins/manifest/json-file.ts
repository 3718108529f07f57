import { isObject } from "../../kernel/json.ts";
import { type Folder, readText } from "./folder.ts";
import { problemIn, type Read } from "./problem.ts";
import { type SchemaName, shapeProblems } from "./shape.ts";

const LARGEST = 256 * 1024;

/** Reads a file as an object and holds it against its schema; undefined when it is none, or does not fit. */
export async function readJson<T extends object>(
  folder: Folder,
  file: string,
  name: SchemaName,
): Promise<Read<T | undefined>> {
  const { value, problems } = await readObject(folder, file);
  const all = value ? shapeProblems(name, file, value) : problems;
  return { value: all.length === 0 ? (value as T) : undefined, problems: all };
}

/** Reads a file as an object, whatever stands in it. */
export async function readObject(folder: Folder, file: string): Promise<Read<Record<string, unknown> | undefined>> {
  const wrong = (code: string, values = {}) => ({ value: undefined, problems: [problemIn(file, "", code, values)] });
  if (!folder.paths.includes(file)) return wrong("plugins.no_file");
  const text = await readText(folder, file);
  if (text.length > LARGEST) return wrong("plugins.json_too_large", { most: LARGEST / 1024 });
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { value, problems: [] } : wrong("plugins.no_object");
  } catch (error) {
    return wrong("plugins.no_json", { reason: (error as Error).message });
  }
}
