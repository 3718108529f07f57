// What the reader of values leaves out: which sheets are hidden, which cells are percent, where formulas stand.
import { posix } from "node:path";
import { Parser } from "saxen";

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** The part of the zip that holds it. */
  readonly part: string;
}

export interface CellFormats {
  /** `B2` of each cell shown as percent. */
  readonly percent: ReadonlySet<string>;
  readonly formulas: number;
}

type Attributes = Readonly<Record<string, string>>;

/** Calls back for each opening tag, by its name without the prefix. */
function eachTag(xml: string, handle: (name: string, attributes: () => Attributes) => void): void {
  const parser = new Parser();
  parser.on("openTag", (name, attributes) => handle(name.slice(name.indexOf(":") + 1), attributes));
  parser.on("error", (problem) => {
    throw problem;
  });
  parser.parse(xml);
}

export function sheetsOf(parts: ReadonlyMap<string, string>): Sheet[] {
  const targets = new Map<string, string>();
  eachTag(parts.get("xl/_rels/workbook.xml.rels") ?? "", (name, attributes) => {
    if (name === "Relationship") targets.set(attributes()["Id"] ?? "", attributes()["Target"] ?? "");
  });
  const sheets: Sheet[] = [];
  eachTag(parts.get("xl/workbook.xml") ?? "", (name, attributes) => {
    if (name !== "sheet") return;
    const { name: title = "", state, "r:id": id = "" } = attributes();
    sheets.push({
      name: title,
      hidden: state !== undefined && state !== "visible",
      part: partPath(targets.get(id) ?? ""),
    });
  });
  return sheets;
}

const partPath = (target: string): string => (target.startsWith("/") ? target.slice(1) : posix.join("xl", target));

export function formatsOf(sheet: string, styles: string): CellFormats {
  const percentStyles = percentStylesOf(styles);
  const percent = new Set<string>();
  let formulas = 0;
  eachTag(sheet, (name, attributes) => {
    if (name === "f") formulas++;
    if (name !== "c" || percentStyles.size === 0) return;
    const { r: cell = "", s: style = "0" } = attributes();
    if (percentStyles.has(Number(style))) percent.add(cell);
  });
  return { percent, formulas };
}

/** Numbers of the cell styles that show percent: built-in formats 9 and 10, or one of the file's own with a `%`. */
function percentStylesOf(styles: string): Set<number> {
  const formats = new Set(["9", "10"]);
  const found = new Set<number>();
  let inCells = false;
  let style = 0;
  eachTag(styles, (name, attributes) => {
    if (name === "numFmt" && attributes()["formatCode"]?.includes("%")) formats.add(attributes()["numFmtId"] ?? "");
    if (name === "cellXfs" || name === "cellStyles") inCells = name === "cellXfs";
    if (name !== "xf" || !inCells) return;
    if (formats.has(attributes()["numFmtId"] ?? "0")) found.add(style);
    style++;
  });
  return found;
}
