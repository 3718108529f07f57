// Documents of office programs are archives: what they are, the names in them say.
import { openPromise } from "yauzl";

const office = "application/vnd.openxmlformats-officedocument";

interface Family {
  readonly folder: string;
  readonly plain: string;
  /** With programs in it, which is another type, so that a list without it refuses them. */
  readonly macros: string;
}

const families: readonly Family[] = [
  {
    folder: "word/",
    plain: `${office}.wordprocessingml.document`,
    macros: "application/vnd.ms-word.document.macroenabled.12",
  },
  { folder: "xl/", plain: `${office}.spreadsheetml.sheet`, macros: "application/vnd.ms-excel.sheet.macroenabled.12" },
  {
    folder: "ppt/",
    plain: `${office}.presentationml.presentation`,
    macros: "application/vnd.ms-powerpoint.presentation.macroenabled.12",
  },
];

/** OpenDocument and e-books say their type first of all, unpacked, where everybody finds it. */
const said = /^PK\x03\x04.{26}mimetype(application\/(?:vnd\.oasis\.opendocument\.[a-z-]{1,40}|epub\+zip))/s;

/** So many names are looked at; a document has its own among the first. */
const MOST_NAMES = 2_000;

/** The type of an archive at this path, whose first bytes are these. */
export async function packedType(path: string, head: Buffer): Promise<string> {
  const type = said.exec(head.toString("latin1"))?.[1];
  if (type) return type;
  // What cannot be listed is some archive and no document.
  const names = await namesIn(path).catch((): string[] => []);
  const family = names.includes("[Content_Types].xml")
    ? families.find(({ folder }) => names.some((name) => name.startsWith(folder)))
    : undefined;
  if (!family) return "application/zip";
  return names.some((name) => name.endsWith("vbaProject.bin")) ? family.macros : family.plain;
}

async function namesIn(path: string): Promise<string[]> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const names: string[] = [];
  try {
    for await (const { fileName } of zip.eachEntry()) if (names.push(fileName) >= MOST_NAMES) break;
  } finally {
    zip.close();
  }
  return names;
}
