// How tests walk to and from the values of records.
import { unpackParts } from "../../../core/records/import/file/xlsx-parts.ts";
import { newId } from "../../../core/kernel/ids.ts";
import type { TestPerson } from "../app.ts";
import { type Granted, type KindName, kinds } from "../granted.ts";

export interface Way {
  readonly name: string;
  readonly kind: KindName;
  /** The routes it goes through, as they are declared. */
  readonly routes: readonly string[];
}

/** The same route for built-in kinds and for those of administrators. */
export const both = (method: string, rest: string): string[] => [
  `${method} /api/v1/:plural${rest}`,
  `${method} /api/v1/objects/:plural${rest}`,
];

/** The kinds that are asked about. */
export const names = Object.keys(kinds) as KindName[];
/** Those of them that reports read as a whole, and by which name. */
export const datasets: readonly (readonly [kind: KindName, id: string])[] = [
  ["contact", "contacts.contacts"],
  ["deal", "deals.deals"],
];
/** As htmx asks for a piece of a page. */
export const part = { headers: { "HX-Request": "true" } };

export type Address = (office: Granted, kind: KindName) => string;

export const read = async (person: TestPerson, path: string): Promise<Response> =>
  path.startsWith("/api/")
    ? await person.api("GET", path)
    : await person.visit(path, /peek|pick|palette|cells|board.cards/.test(path) ? part : {});

/** The text of an answer, of a workbook too; throws for a bug of the program. */
export async function textOf(answer: Response): Promise<string> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (answer.status >= 500) throw new Error(`${answer.status} from ${answer.url}: ${bytes.toString()}`);
  const isBook = answer.headers.get("content-type")?.includes("spreadsheetml");
  // A page's own names for its parts are no names of fields.
  return isBook
    ? [...(await unpackParts(bytes, /sheet1|sharedStrings/)).values()].join()
    : bytes.toString().replaceAll("&#x27;", "'");
}

const first = (office: Granted, kind: KindName): string => office.ids[kind][0];
export const page: Address = (_, kind) => `/${kinds[kind].plural}`;
export const rest: Address = (_, kind) => `/api/v1/${kinds[kind].rest}`;
export const pageOf: Address = (office, kind) => `${page(office, kind)}/${first(office, kind)}`;
export const restOf: Address = (office, kind) => `${rest(office, kind)}/${first(office, kind)}`;

/** A name nobody has yet. */
export const fresh = (): string => `Fresh ${newId()}`;

/** Takes a file up by the wizard; answers the id of the import. */
export async function uploaded(person: TestPerson, text: string): Promise<string> {
  const body = new FormData();
  body.set("kind", "contact");
  body.set("file", new File([text], `${fresh()}.csv`, { type: "text/csv" }));
  const headers = { "Sec-Fetch-Site": "same-origin" };
  const answer = await person.visit("/imports", { method: "POST", body, headers });
  const id = /imports\/([0-9a-f-]+)$/.exec(answer.headers.get("location") ?? "")?.[1];
  if (!id) throw new Error(`${answer.status} ${await answer.text()}`);
  return id;
}
