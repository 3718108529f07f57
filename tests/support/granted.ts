// An office in which every mode is granted to somebody for some field of every kind, on records filled with values that stand
// nowhere else, so that any answer can be asked how wide a field is open in it.
import { systemActor } from "../../core/kernel/actor.ts";
import type { Mode } from "../../core/records/access/mode.ts";
import { addField } from "../../core/records/fields/add-field.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "./app.ts";
import { setAccess } from "./closing.ts";
import { defineVessel } from "./vessels.ts";

/** One field of each type per letter; a letter is granted as a whole. */
export const letters = ["a", "b", "c", "d"] as const;
export type Letter = (typeof letters)[number];
type Modes = Readonly<Record<Letter, Mode>>;

const sales: Modes = { a: "hidden", b: "masked", c: "read", d: "edit" };
const manager: Modes = { a: "masked", b: "hidden", c: "edit", d: "read" };

/** Who may what: the third has both roles, and so the wider mode of each field. */
export const grants: Readonly<Record<string, Modes>> = {
  sales,
  manager,
  both: { a: "masked", b: "masked", c: "edit", d: "edit" },
};

/** Where each kind is: its plural on pages and over REST. */
export const kinds = {
  contact: { plural: "contacts", rest: "contacts" },
  deal: { plural: "deals", rest: "deals" },
  vessel: { plural: "vessels", rest: "objects/vessels" },
} as const;
export type KindName = keyof typeof kinds;

/** Base fields that stand in for a letter where only they are shown: on cards, tiles and visiting cards. */
const base: Readonly<Record<KindName, Readonly<Partial<Record<Letter, string>>>>> = {
  contact: { a: "jobTitle", b: "note", c: "city", d: "region" },
  deal: { a: "nextStep", b: "description" },
  vessel: {},
};

const at = (letter: Letter): number => letters.indexOf(letter);
export const word = (kind: KindName, letter: Letter, which = "first"): string => `${which}-${kind}-quill-7x${letter}`;
const hue = (letter: Letter): string => `Hue ${letter} one`;
const toll = (letter: Letter, second = false): number => 4_711_001 + at(letter) * 1_111 + (second ? 90 : 0);
const own = (kind: KindName, letter: Letter): string => `own-${kind}-quill-8y${letter}`;

const spelled = (number: number): string[] => [String(number), number.toLocaleString("en")];

/** How wide a field is open in an answer. */
export type Level = "nothing" | "name" | "mask" | "value";
export const widths: readonly Level[] = ["nothing", "name", "mask", "value"];

/** The widest that the answer tells of a letter's fields. Where options can be chosen, they are no values of a record. */
export function levelIn(
  text: string,
  { kind, typed, defines }: { readonly kind: KindName; readonly typed?: boolean; readonly defines?: boolean },
  letter: Letter,
): Level {
  const values = [
    word(kind, letter),
    word(kind, letter, "second"),
    own(kind, letter),
    ...(typed || defines ? [] : [hue(letter), `hue_${letter}_1`]),
    ...[toll(letter), toll(letter, true), toll(letter) + toll(letter, true)].flatMap(spelled),
  ];
  if (values.some((value) => text.includes(value))) return "value";
  if (text.includes(`••x${letter}`) || text.includes(`••y${letter}`)) return "mask";
  const names = ["word", "hue", "toll"].flatMap((family) => [`${family}_${letter}`, `Label ${family} ${letter}`]);
  names.push(hue(letter));
  return names.some((name) => text.includes(name)) ? "name" : "nothing";
}

const valuesOf = (kind: KindName, second = false) =>
  Object.fromEntries(
    letters.flatMap((letter): [string, unknown][] => [
      [`word_${letter}`, word(kind, letter, second ? "second" : "first")],
      [`hue_${letter}`, `hue_${letter}_1`],
      [`toll_${letter}`, String(toll(letter, second))],
    ]),
  );

export interface Granted {
  readonly app: TestApp;
  /** Sees everything: what an answer tells this person is all it ever tells. */
  readonly admin: TestPerson;
  /** By the names of `grants`. */
  readonly people: Readonly<Record<string, TestPerson>>;
  readonly ids: Readonly<Record<KindName, readonly [string, string]>>;
  /** A view per kind with all columns, shared with everybody. */
  readonly views: Readonly<Record<KindName, string>>;
  readonly pipeline: string;
  readonly stage: string;
  /** Where the second vessel of the board begins. */
  readonly cursor: string;
}

// A test asks more in a minute than a program may.
const unlimited = Object.fromEntries(
  ["READ", "WRITE", "SEARCH", "EXPORT"].map((sort) => [`TRELLIS_API_LIMITS_${sort}`, "0"]),
);

export async function openGranted(): Promise<Granted> {
  const app = await startTestApp({ env: unlimited });
  await app.db.query({ text: "delete from export_limits" });
  const admin = await app.person("admin", { name: "Adina" });
  const { pipelines } = app.get(services.sales);
  const { id: pipeline } = await pipelines.createFromTemplate(admin.actor, "simple", "en");
  const { stages } = await pipelines.get(admin.actor, pipeline);
  await defineVessel(admin);
  const people = await hire(app);
  const names = Object.keys(kinds) as KindName[];
  for (const kind of names) await addFamilies(app, kind);
  const entries = [];
  for (const kind of names) entries.push([kind, await fill(admin, kind)] as const);
  const views = [];
  for (const kind of names) views.push([kind, await arrange(app, admin, kind)] as const);
  for (const kind of names)
    for (const person of [admin, ...Object.values(people)]) await rewrite(person, kind, entries);
  for (const kind of names) await setAccess(app, kind, accessOf(kind));
  return {
    app,
    admin,
    people,
    ids: Object.fromEntries(entries) as unknown as Granted["ids"],
    views: Object.fromEntries(views) as unknown as Granted["views"],
    pipeline,
    stage: stages[0]?.id ?? "",
    cursor: await cursorOf(admin),
  };
}

async function hire(app: TestApp): Promise<Granted["people"]> {
  for (const plural of ["contacts", "companies", "deals", "vessels"])
    for (const role of ["sales", "manager"])
      for (const action of ["read", "create", "export", "change", "delete", "import", "merge"])
        await app.grant(role, `${plural}.${action}`, "all");
  const both = await app.person("sales", { name: "Both" });
  await app.db.query({ text: "insert into user_roles (user_id, role) values ($1, 'manager')", values: [both.id] });
  await app.db.query({ text: "update definition_versions set version = version + 1 where name = 'rights'" });
  return {
    sales: await app.person("sales", { name: "Sara" }),
    manager: await app.person("manager", { name: "Mila" }),
    both,
  };
}

async function addFamilies(app: TestApp, kind: KindName): Promise<void> {
  const { table } = app.get(services.kinds).get(kind);
  await app.get(services.definitions).change(systemActor("test"), async (trx) => {
    for (const letter of letters) {
      const option = (n: number) => ({ id: `hue_${letter}_${n}`, label: { en: n === 1 ? hue(letter) : "Other hue" } });
      const add = (family: string, schema: object) =>
        addField(
          trx,
          { kind, table },
          {
            key: `${family}_${letter}`,
            schema: { "x-label": { en: `Label ${family} ${letter}` }, ...schema } as never,
          },
        );
      await add("word", { "x-type": "text" });
      await add("hue", { "x-type": "choice", "x-options": [option(1), option(2)] });
      await add("toll", { "x-type": "decimal" });
    }
  });
}

async function fill(admin: TestPerson, kind: KindName): Promise<[string, string]> {
  const make = async (second: boolean): Promise<string> => {
    const paths = Object.entries(base[kind]);
    const further = Object.fromEntries(paths.map(([letter, path]) => [path, own(kind, letter as Letter)]));
    const more = kind === "deal" ? { nextStepOn: new Date().toISOString().slice(0, 10) } : {};
    const body = {
      name: `${second ? "Other" : "Granted"} ${kind}`,
      custom: valuesOf(kind, second),
      ...further,
      ...more,
    };
    const answer = await admin.api("POST", `/api/v1/${kinds[kind].rest}`, body);
    if (answer.status !== 201) throw new Error(await answer.text());
    return ((await answer.json()) as { id: string }).id;
  };
  return [await make(false), await make(true)];
}

async function cursorOf(admin: TestPerson): Promise<string> {
  const answer = await admin.api("GET", "/api/v1/objects/vessels?sort=-createdAt&limit=1");
  return ((await answer.json()) as { page: { next: string } }).page.next;
}

/** Everybody has written the fields once, before they were closed: one's own history tells of them. */
async function rewrite(
  person: TestPerson,
  kind: KindName,
  ids: readonly (readonly [KindName, readonly string[]])[],
): Promise<void> {
  const id = new Map(ids).get(kind)?.[1];
  const custom = letters.map((letter) => [`word_${letter}`, `by ${person.id} ${word(kind, letter, "second")}`]);
  const body = { custom: Object.fromEntries(custom) };
  const answer = await person.api("PATCH", `/api/v1/${kinds[kind].rest}/${id}`, body);
  if (answer.status !== 200) throw new Error(await answer.text());
}

const pathsOf = (): string[] =>
  letters.flatMap((letter) => ["word", "hue", "toll"].map((family) => `custom.${family}_${letter}`));

/** Lists, heads and forms with every field, as somebody arranged them who sees everything; and a view of the same. */
async function arrange(app: TestApp, admin: TestPerson, kind: KindName): Promise<string> {
  const paths = pathsOf();
  const layout = {
    sections: [{ title: null, columns: 1, fields: ["name", ...paths].map((path) => ({ path, full: false })) }],
    list: ["name", ...paths],
    facts: paths.slice(0, 12),
    quick: ["name", ...paths].slice(0, 12),
  };
  await app.get(services.layouts).save(admin.actor, { kind, role: "" }, layout);
  const text = `insert into views (id, kind, name, query, columns, shared_with)
    values (gen_random_uuid(), $1, 'All of it', '{"sort":[{"field":"custom.word_a","direction":"asc"}]}', $2, 'all') returning id`;
  const values = [kind, JSON.stringify(["name", ...paths])];
  return (await app.db.query<{ id: string }>({ text, values }))[0]?.id ?? "";
}

function accessOf(kind: KindName) {
  const roles = { sales, manager };
  const of = (letter: Letter) =>
    Object.fromEntries(Object.entries(roles).map(([role, modes]) => [role, modes[letter]]));
  return Object.fromEntries([
    ...letters.flatMap((letter) => ["word", "hue", "toll"].map((family) => [`custom.${family}_${letter}`, of(letter)])),
    ...Object.entries(base[kind]).map(([letter, path]) => [path, of(letter as Letter)]),
  ]);
}
