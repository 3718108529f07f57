// The form that defines a kind, as its template reads it.
import { isLanguage, type Language, languageNames, languages } from "../../../i18n/languages.ts";
import type { MenuItem } from "../../../plugins/plugin.ts";
import type { PageView } from "../../../web/page-view.ts";
import { labelOf } from "../../fields/types/choice.ts";
import { iconNames, iconOf } from "../../own-kinds/icons.ts";
import type { OwnKind } from "../../own-kinds/own-kind.ts";
import type { Kind } from "../../kind.ts";
import { fieldLabel } from "../labels.ts";
import type { Reader } from "../reader.ts";

/** A sentence about one box, `/one`, or about the whole, an empty pointer. */
export interface Wrong {
  readonly pointer: string;
  readonly message: string;
}

export interface KindFormFacts {
  /** Undefined for a new one. */
  readonly own: OwnKind | undefined;
  /** The kind in use, with its fields. */
  readonly kind: Kind | undefined;
  readonly typed: URLSearchParams;
  readonly menu: readonly MenuItem[];
  /** Letters that other kinds have. */
  readonly letters: ReadonlySet<string>;
  readonly wrong: readonly Wrong[];
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

const boxes = [
  "one",
  "many",
  "titleLabel",
  "name",
  "plural",
  "icon",
  "menu",
  "newKey",
  "listColumns",
  "boardField",
] as const;

export function kindFormView(facts: KindFormFacts, reader: Reader) {
  const { own, typed, wrong } = facts;
  const named = own ? labelOf(own.many, reader.reading.language) : reader.say("kinds.new");
  return {
    ...frame(named, reader),
    isNew: own === undefined,
    action: own ? `/settings/kinds/${own.name}` : "/settings/kinds",
    version: typed.get("version") ?? "",
    general: wrong.filter(({ pointer }) => !isAboutBox(pointer)).map(({ message }) => message),
    wrong: Object.fromEntries(boxes.map((box) => [box, sentenceOf(box, wrong)])),
    ...wordRows(typed, reader),
    name: own?.name ?? typed.get("name") ?? "",
    plural: own?.plural ?? typed.get("plural") ?? "",
    namesOpen:
      !own && (Boolean(typed.get("name")) || wrong.some(({ pointer }) => ["/name", "/plural"].includes(pointer))),
    ...looks(facts, reader),
    stages: typed.get("stages") ?? "",
    ...arrangement(facts, reader),
  };
}

/** Title and way of every page below these settings. */
export const frame = (title: string, { say }: Reader): PageView => ({
  title,
  where: say("kinds.title"),
  breadcrumb: [
    { label: say("web.settings"), path: "/settings" },
    { label: say("kinds.title"), path: "/settings/kinds" },
  ],
});

const boxOf = (pointer: string): string => pointer.split("/")[1] ?? "";
const isAboutBox = (pointer: string): boolean => (boxes as readonly string[]).includes(boxOf(pointer));
const sentenceOf = (box: string, wrong: readonly Wrong[]): string | null =>
  wrong.find(({ pointer }) => boxOf(pointer) === box)?.message ?? null;

/** The reader's language first; the others below, where nobody has to fill them in. */
function wordRows(typed: URLSearchParams, { reading }: Reader) {
  const mine: Language = isLanguage(reading.language) ? reading.language : "en";
  const row = (language: Language) => ({
    language,
    name: languageNames[language],
    one: typed.get(`one.${language}`) ?? "",
    many: typed.get(`many.${language}`) ?? "",
    title: typed.get(`titleLabel.${language}`) ?? "",
  });
  const others = languages.filter((language) => language !== mine).map(row);
  return { mine: row(mine), others, othersOpen: others.some(({ one, many, title }) => one + many + title !== "") };
}

function looks({ typed, menu, letters, own }: KindFormFacts, { say }: Reader) {
  const icon = typed.get("icon") ?? "box";
  const letter = typed.get("newKey") ?? "";
  const free = [..."abcdefghijklmnopqrstuvwxyz"].filter((one) => one === letter || !letters.has(one));
  const places = placesIn(
    menu.filter(({ path }) => path !== `/${own?.plural}`),
    typed.get("menu") ?? "",
    say,
  );
  return {
    icons: iconNames.map((name) => ({
      value: name,
      sprite: iconOf(name),
      label: say(`kinds.icon.${name}`),
      chosen: name === icon,
    })),
    owned: typed.get("owned") !== "no",
    places,
    letters: [
      { value: "", label: say("kinds.no_letter"), chosen: letter === "" },
      ...free.map((one) => ({ value: one, label: one, chosen: one === letter })),
    ],
  };
}

/** After which item of the menu it may stand; the place it has keeps its number. */
function placesIn(menu: readonly MenuItem[], now: string, say: Reader["say"]): Choice[] {
  const items = menu.filter(
    (item, at) => (menu[at + 1]?.order ?? Number.POSITIVE_INFINITY) > item.order + 1 && item.order < 9_000,
  );
  const before = now === "" ? undefined : items.findLast(({ order }) => order < Number(now));
  const places = items.map((item) => ({
    value: item === before ? now : String(item.order + 1),
    label: say("kinds.after", { name: say(item.label) }),
    chosen: item === before,
  }));
  return [{ value: "", label: say("kinds.not_in_menu"), chosen: before === undefined }, ...places];
}

function arrangement({ kind, typed }: KindFormFacts, reader: Reader) {
  const [columns, board] = [typed.getAll("listColumns"), typed.get("boardField") ?? ""];
  const fields = kind?.fields.filter(({ path, type }) => path !== "name" && type.name !== "json") ?? [];
  const choices = fields.filter(({ type, custom }) => custom && type.name === "choice");
  const inOrder = fields.toSorted((a, b) => placeOf(columns, a.path) - placeOf(columns, b.path));
  return {
    columns: inOrder.map((field) => ({
      value: field.path,
      label: fieldLabel(field, reader),
      chosen: columns.includes(field.path),
    })),
    boards: [
      { value: "", label: reader.say("kinds.no_board"), chosen: board === "" },
      ...choices.map((field) => ({
        value: field.path,
        label: fieldLabel(field, reader),
        chosen: field.path === board,
      })),
    ],
  };
}

/** Columns keep their order; what is not shown follows in the order of the fields. */
const placeOf = (columns: readonly string[], path: string): number =>
  columns.includes(path) ? columns.indexOf(path) : columns.length;
