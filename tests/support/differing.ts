// What two answers are compared by, and the first piece in which they differ.
import { unpackParts } from "../../core/records/import/file/xlsx-parts.ts";

/** Questions that are posted: they change nothing. */
export const posted: readonly (readonly [path: string, body: object])[] = [
  ...["phone", "custom.iban", "name"].map(
    (field) =>
      ["/api/v1/contacts/query", { filter: { field, op: "notEmpty" }, sort: [{ field, direction: "asc" }] }] as const,
  ),
  ["/api/v1/contacts/duplicates", { name: "Petar Kolev", email: "p@h.example" }],
  ["/api/v1/contacts/duplicates", { name: "Somebody", phone: "+359888471101" }],
  ["/api/v1/contacts/duplicates", { name: "Somebody", channels: [{ type: "phone", value: "+359888471101" }] }],
];

/** Status and text of an answer, without what is another one each time: keys of forms, ids of requests, times that go by. */
export async function textOf(answer: Response): Promise<string> {
  const type = answer.headers.get("content-type") ?? "";
  const bytes = Buffer.from(await answer.arrayBuffer());
  const text = type.includes("spreadsheetml")
    ? [...(await unpackParts(bytes, /sheet1|sharedStrings/)).values()].join()
    : bytes.toString();
  const lasting = unmarked(text, type)
    .replace(/"instance":"[^"]*"/g, "")
    .replace(/name="(key|_csrf)" value="[^"]*"/g, "")
    .replace(/X-CSRF-Token&quot;:&quot;[^&]*/g, "")
    .replace(/<time[^>]*>[^<]*<\/time>/g, "")
    // A list that is taken out has a number, and says when.
    .replace(/PRODID[^\r\n]*(\r\n [^\r\n]*)*/g, "")
    .replace(/# Trellis: [^"<\n]*/g, "")
    .replace(/\d+ (seconds?|minutes?) ago|now/g, "")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "");
  return `${answer.status} ${lasting}`;
}

/** Without what a list alone has to be known by: the order of neighbours, and blanks behind names. Both are drawn by lot. */
function unmarked(text: string, type: string): string {
  const rows = type.includes("csv")
    ? text.split("\n")
    : type.includes("spreadsheetml")
      ? text.split(/(?=<row |<si>)/)
      : undefined;
  if (!rows) return text;
  return rows
    .map((row) => row.replace(/ r="[A-Z]*\d+"/g, "").replace(/ +(?=[",\r<]|$)/g, ""))
    .toSorted()
    .join("\n");
}

/** The first piece of a text that is not in the other one. */
export function unlike(text = "", other = ""): string {
  const at = [...text].findIndex((sign, place) => sign !== other[place]);
  return text.slice(Math.max(0, at - 60), at + 60);
}
