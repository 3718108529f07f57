// An office for asking who reaches what through the routes of modules: people whose rights reach each as far as one can, and
// records of the same people, in the names of which it stands whose they are.
import type { Reaches } from "../../core/users/role.ts";
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "./app.ts";
import { system } from "./people.ts";

/** Whose a record is, from where those stand who look: one of their team, of a team below it, of one elsewhere. */
export const relations = ["mate", "below", "far"] as const;
export type Relation = (typeof relations)[number];

export const viewers = ["none", "own", "team", "subtree", "all", "condition", "shared", "reader"] as const;
export type Viewer = (typeof viewers)[number];

/** Kinds with owners that modules are about, and their rights. */
const owned = ["deals", "activities", "deal-lines"] as const;
const actions = ["read", "create", "change", "delete", "export"] as const;

/** Whose records each of them reaches; their own are among those of the team for everybody who reaches that far. */
export const reached: Readonly<Record<Viewer, readonly (Relation | Viewer)[]>> = {
  none: [],
  own: ["own"],
  team: [...viewers, "mate"],
  subtree: [...viewers, "mate", "below"],
  all: [...viewers, ...relations],
  condition: ["far"],
  shared: ["shared", "far"],
  reader: [...viewers, ...relations],
};

/** Whose they may write to, where that is less. */
export const written: Readonly<Record<Viewer, readonly (Relation | Viewer)[]>> = { ...reached, reader: ["reader"] };

export interface Marked {
  readonly whose: Relation | Viewer;
  readonly deal: string;
  readonly activity: string;
  readonly line: string;
}

export interface Reaching {
  readonly app: TestApp;
  readonly admin: TestPerson;
  readonly people: Readonly<Record<Viewer, TestPerson>>;
  readonly marked: readonly Marked[];
  /** Paths and methods that the modules brought. */
  readonly routes: readonly string[];
}

const unlimited = Object.fromEntries(["READ", "SEARCH", "EXPORT"].map((sort) => [`TRELLIS_API_LIMITS_${sort}`, "0"]));

export async function openReaching(
  modules: readonly string[],
  routesSoFar: () => readonly string[],
): Promise<Reaching> {
  const app = await startTestApp({ env: unlimited });
  const before = routesSoFar().length;
  for (const id of modules) await app.get(services.plugins).enable(system, id, { agreed: "everything" });
  const routes = routesSoFar().slice(before);
  const team = async (name: string, parent?: string) =>
    (await app.records.create(system, "team", { name, ...(parent && { parent }) })).id;
  const north = await team("North");
  const teams = { mate: north, below: await team("South", north), far: await team("West") };
  const admin = await app.person("admin", { name: "Ada" });
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  const people = {} as Record<Viewer, TestPerson>;
  for (const viewer of viewers) people[viewer] = await personFor(app, viewer, north);
  const unit = (await app.records.create(system, "unit", { name: "piece" })).id;
  const product = (await app.records.create(system, "product", { name: "Bolt", unit })).id;
  const location = (await app.records.create(system, "stock_location", { name: "Main" })).id;
  await stocked(admin, app, { product, location });
  const marked: Marked[] = [];
  for (const relation of relations) {
    const owner = await app.person("sales", { name: `The ${relation}`, team: teams[relation] });
    marked.push(await mark(app, relation, { owner: owner.id, product }));
  }
  for (const viewer of viewers) marked.push(await mark(app, viewer, { owner: people[viewer].id, product }));
  for (const { deal } of marked) await keep(admin, deal);
  const far = marked.find(({ whose }) => whose === "far");
  if (far) await give(admin, people.shared, far);
  return { app, admin, people, marked, routes };
}

/** Goods are kept for each deal, so that what shows them has something to keep to itself. */
async function keep(admin: TestPerson, deal: string): Promise<void> {
  const answer = await admin.api("POST", "/api/v1/warehouse/reservations", { deal });
  if (answer.status !== 201) throw new Error(`${deal}: ${await answer.text()}`);
}

/** A thousand pieces, so that keeping some is something. */
async function stocked(
  admin: TestPerson,
  app: TestApp,
  { product, location }: { readonly product: string; readonly location: string },
): Promise<void> {
  const { id } = await app.records.create(system, "stock_document", { type: "receipt", location });
  await app.records.create(system, "stock_line", { document: id, product, quantity: "1000" });
  for (const step of ["confirmation", "completion"]) {
    const answer = await admin.api("POST", `/api/v1/stock-documents/${id}/${step}`, {}, { "If-Match": "*" });
    if (answer.status !== 200) throw new Error(`${step}: ${await answer.text()}`);
  }
}

async function personFor(app: TestApp, viewer: Viewer, team: string): Promise<TestPerson> {
  const { roleDefinitions, permissions } = app.get(services.people);
  const everything = [...permissions.all().keys()].filter(
    (right) =>
      !/^(users|roles|fields|audit|company|plugins|words|kinds|exports|honey|backups|lockdown|webhooks|sign-on|views|operations|definitions)\./.test(
        right,
      ),
  );
  const grants: Record<string, Reaches[string]> = Object.fromEntries(everything.map((right) => [right, "all"]));
  for (const plural of owned)
    for (const action of actions) grants[`${plural}.${action}`] = grantOf(viewer, plural, action);
  const id = `viewer-${viewer}`;
  await roleDefinitions.define(system, { id, name: `Viewer ${viewer}`, position: 50, grants });
  return await app.person(id, { name: `Viewer ${viewer}`, team });
}

function grantOf(viewer: Viewer, plural: (typeof owned)[number], action: string): Reaches[string] {
  if (viewer === "reader") return action === "read" ? "all" : "own";
  if (viewer === "shared") return "own";
  if (viewer !== "condition") return viewer;
  const name = plural === "activities" ? "subject" : "name";
  return { reach: "all", when: `${name}.contains("quill-far")` };
}

async function mark(
  app: TestApp,
  whose: Relation | Viewer,
  { owner, product }: { readonly owner: string; readonly product: string },
): Promise<Marked> {
  const add = async (kind: string, input: object) => (await app.records.create(system, kind, { owner, ...input })).id;
  const deal = await add("deal", { name: `quill-${whose}-deal` });
  const dueOn = new Date().toISOString().slice(0, 10);
  const activity = await add("activity", { subject: `quill-${whose}-activity`, type: "task", dueOn, deal });
  const price = { amount: "10", currency: "EUR" };
  const line = await add("deal_line", { deal, name: `quill-${whose}-line`, product, quantity: "2", price });
  return { whose, deal, activity, line };
}

async function give(admin: TestPerson, to: TestPerson, { deal, activity, line }: Marked): Promise<void> {
  for (const path of [`deals/${deal}`, `activities/${activity}`, `deal-lines/${line}`]) {
    const answer = await admin.api("POST", `/api/v1/${path}/shares`, { person: to.id, access: "edit" });
    if (answer.status !== 201) throw new Error(`${path}: ${await answer.text()}`);
  }
}
