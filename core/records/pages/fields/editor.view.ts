// The form of one field: what it is called, what goes in, and beside it what becomes of that.
import type { Language } from "../../../i18n/languages.ts";
import { fieldTypes } from "../../fields/types/index.ts";
import type { CustomField } from "../../fields/custom-field.ts";
import { labelOf } from "../../fields/types/choice.ts";
import type { Kind } from "../../kind.ts";
import type { Kinds } from "../../kinds.ts";
import type { PageView } from "../../../web/page-view.ts";
import { manyOf } from "../labels.ts";
import type { Reader } from "../reader.ts";
import { acceptText, type FieldDraft, languageIn, proposedKey, unitText } from "./field-draft.ts";
import { settingsOf } from "./gallery.ts";
import { labelBoxes } from "./labels-form.ts";
import { optionsView } from "./options.view.ts";

export interface EditorFacts {
  readonly kind: Kind;
  readonly kinds: Kinds;
  readonly draft: FieldDraft;
  /** The field being changed; undefined for a new one. */
  readonly field: CustomField | undefined;
  readonly problems: readonly string[];
  readonly tab: "form" | "schema";
  /** The language that the labels of options are written in. */
  readonly written: Language;
}

export const HOME = "/settings/fields";

/** The whole form; the part that follows the typing is the preview's. */
export function editorView(facts: EditorFacts, reader: Reader) {
  const { kind, draft, field, problems, tab } = facts;
  const { schema } = draft;
  const language = languageIn(reader.reading);
  const type = reader.say(`fields.type.${schema["x-type"]}`);
  const title = field ? labelOf(schema["x-label"] ?? field.key, language) : reader.say("fields.new.of", { type });
  const view = {
    title,
    where: reader.say("fields.title"),
    breadcrumb: crumbs(kind, reader),
    kind: kind.name,
    id: field?.id ?? null,
    archived: field?.state === "archived",
    action: field ? `${HOME}/${field.id}` : `${HOME}/new`,
    cancel: `${HOME}?kind=${kind.name}`,
    version: field?.version ?? null,
    type: schema["x-type"],
    typeName: type,
    problems,
    tab,
    text: draft.text ?? JSON.stringify(schema, null, 2),
    stored: JSON.stringify(schema),
    key: draft.key,
    proposed: field?.key ?? proposedKey(schema),
    labels: labelBoxes(schema["x-label"], language),
    helps: labelBoxes(schema["x-help"], language),
    ...settingsView(facts, reader),
  };
  return view satisfies PageView;
}

export const crumbs = (kind: Kind, reader: Reader) => [
  { label: reader.say("web.settings"), path: "/settings" },
  { label: reader.say("fields.title"), path: HOME },
  { label: manyOf(kind, reader), path: `${HOME}?kind=${kind.name}` },
];

function settingsView({ draft: { schema }, kinds, written }: EditorFacts, reader: Reader) {
  const asked = new Set<string>(settingsOf(schema["x-type"]));
  const number = (word: string) =>
    typeof schema[word] === "number" ? numberText(schema[word], reader) : String(schema[word] ?? "");
  return {
    asks: {
      ...Object.fromEntries(every.map((setting) => [setting, asked.has(setting)])),
      ticks: ["yesNo", "unique", "indexed"].some((setting) => asked.has(setting)),
    },
    maxLength: number("maxLength"),
    minimum: number("minimum"),
    maximum: number("maximum"),
    decimals: number("x-decimals"),
    pattern: schema["pattern"] ?? "",
    unit: unitText(schema["x-unit"]),
    prefix: schema["x-prefix"] ?? "",
    ...filesView(schema, reader),
    standard: defaultText(schema, reader),
    yes: schema.default === true,
    indexed: schema["x-indexed"] === true,
    unique: schema["x-unique"] === true,
    targets: kinds
      .all()
      .filter((kind) => kind.pages !== false)
      .map((kind) => ({ name: kind.name, label: manyOf(kind, reader), chosen: kind.name === schema["x-kind"] })),
    ...optionsView(schema, written, reader),
  };
}

function filesView(schema: FieldDraft["schema"], reader: Reader) {
  const most = schema["x-maxBytes"];
  return {
    accept: acceptText(schema["x-accept"]),
    megabytes: typeof most === "number" ? numberText(most / 1e6, reader) : String(most ?? ""),
    maxItems: String(schema["maxItems"] ?? ""),
  };
}

const every = [
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "decimals",
  "unit",
  "kind",
  "options",
  "prefix",
  "accept",
  "megabytes",
  "maxItems",
  "default",
  "yesNo",
  "indexed",
  "unique",
];

// Without group signs, so that what stands in the box can be read again.
const numberText = (value: number, { reading }: Reader): string =>
  new Intl.NumberFormat(reading.language, { useGrouping: false, maximumFractionDigits: 6 }).format(value);

function defaultText(schema: FieldDraft["schema"], { reading }: Reader): string {
  const { default: value } = schema;
  if (value === undefined || value === null) return "";
  const type = fieldTypes.get(schema["x-type"]);
  if (schema["x-type"] === "choice" || typeof value === "string" || !type) return String(value);
  return typeof value === "number" ? numberText(value, { reading } as Reader) : type.format(value, schema, reading);
}
