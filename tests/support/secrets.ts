// An office with secrets in it: fields that are hidden from everybody but administrators, filled with values that stand nowhere
// else, and a way to put other values in their place as if they had always been there.
import { services } from "../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "./app.ts";
import { searchFollows, setAccess } from "./closing.ts";
import { defineVessel } from "./vessels.ts";

/** Other secrets: other orders, and values that two records share where they did not before. */
const first = {
  amounts: ["4711001", "81512", "99013"],
  phones: ["+359888471101", "+359888471202"],
  ibans: ["QX4711A", "QX4712B"],
  badges: ["MB4711-77", "MB4712-78"],
  fees: ["518200.25", "518300.75"],
};
/** Masked ones end like the first: their last two signs are shown. */
const second = {
  amounts: ["31007", "6660002", "77003"],
  phones: ["+359777990099", "+359777990098"],
  ibans: ["ZK0815Z", "ZK0816Y"],
  badges: ["KR0815-77", "KR0816-78"],
  fees: ["7290.5", "90210.5"],
};

/** What is hidden or masked, by plural. */
export const closedPaths: Readonly<Record<string, readonly string[]>> = {
  contacts: ["phone", "custom.iban", "channels", "custom.badge"],
  companies: ["annualRevenue"],
  deals: ["amount", "baseAmount", "rate", "custom.fee"],
  vessels: ["custom.price", "custom.imo", "custom.badge"],
};

export interface Office {
  readonly app: TestApp;
  readonly admin: TestPerson;
  /** Ids by plural; the first of each has everything that a page can show of it. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly pipeline: string;
  readonly stage: string;
  readonly view: string;
  readonly field: string;
  /** Every secret there is or will be. */
  readonly secrets: readonly string[];
  /** Puts the other secrets in place of the first ones. */
  exchange(): Promise<void>;
}

// A test asks more in a minute than a program may.
const unlimited = Object.fromEntries(["READ", "SEARCH", "EXPORT"].map((sort) => [`TRELLIS_API_LIMITS_${sort}`, "0"]));

const hidden = { sales: "hidden", manager: "hidden" } as const;
const masked = { sales: "masked", manager: "masked" } as const;

export async function openOffice(owner: (app: TestApp) => Promise<TestPerson>): Promise<Office> {
  const app = await startTestApp({ env: unlimited });
  const [admin, who] = [await app.person("admin"), await owner(app)];
  const post = async (path: string, body: object) => {
    const answer = await admin.api("POST", `/api/v1/${path}`, body);
    if (answer.status !== 201) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  await app.get(services.sales).pipelines.createFromTemplate(admin.actor, "simple", "en");
  const field = await post("fields", { kind: "contact", key: "iban", schema: { "x-type": "text" } });
  await post("fields", { kind: "contact", key: "badge", schema: { "x-type": "text" } });
  await post("fields", { kind: "deal", key: "fee", schema: { "x-type": "decimal" } });
  await defineVessel(admin);
  await post("fields", { kind: "vessel", key: "badge", schema: { "x-type": "text" } });
  const ids = await fill(post, who.id);
  const [board] = await app.get(services.sales).pipelines.list(admin.actor);
  const view = await sharedView(app);
  await setAccess(app, "contact", { phone: hidden, "custom.iban": hidden, "custom.badge": masked });
  await setAccess(app, "company", { annualRevenue: hidden });
  await setAccess(app, "deal", { amount: hidden, "custom.fee": masked });
  await setAccess(app, "vessel", { "custom.price": hidden, "custom.imo": hidden, "custom.badge": masked });
  return {
    app,
    admin,
    ids,
    pipeline: board?.id ?? "",
    stage: board?.stages[0]?.id ?? "",
    view,
    field: field.id,
    secrets: [first, second].flatMap((one) => Object.values(one).flat()),
    exchange: () => exchange(app),
  };
}

async function fill(post: (path: string, body: object) => Promise<{ id: string }>, owner: string) {
  const { amounts, phones, ibans, badges, fees } = first;
  const money = (at: number) => ({ amount: amounts[at] ?? "", currency: "EUR" });
  const company = await post("companies", { name: "Harbour Ltd", annualRevenue: money(0), owner, city: "Varna" });
  const one = { company: company.id, owner, jobTitle: "Buyer" };
  const contacts = [
    await post("contacts", {
      name: "Petar Kolev",
      phone: phones[0],
      custom: { iban: ibans[0], badge: badges[0] },
      email: "p@h.example",
      ...one,
    }),
    await post("contacts", {
      name: "Mila Ruseva",
      phone: phones[1],
      custom: { iban: ibans[1], badge: badges[1] },
      email: "m@h.example",
      ...one,
    }),
  ];
  const deals = [];
  for (const [at, name] of ["Cranes", "Ropes", "Chains"].entries())
    deals.push(
      await post("deals", {
        name,
        company: company.id,
        contact: contacts[0]?.id,
        amount: money(at),
        custom: { fee: fees[at] ?? null },
        owner,
        closeDate: "2027-03-0" + (at + 1),
      }),
    );
  const vessels = [];
  for (const [at, name] of ["Aurora", "Borealis"].entries())
    vessels.push(
      await post("objects/vessels", {
        name,
        owner,
        custom: { price: money(at), imo: ibans[at], badge: badges[at], state: "built", client: company.id },
      }),
    );
  const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id);
  return { companies: [company.id], contacts: idsOf(contacts), deals: idsOf(deals), vessels: idsOf(vessels) };
}

/** A view that somebody who sees everything shares with everybody. */
async function sharedView({ db }: TestApp): Promise<string> {
  const query = { filter: { field: "phone", op: "startsWith", value: first.phones[0]?.slice(0, 10) } };
  const text = `insert into views (id, kind, name, query, columns, shared_with) values (gen_random_uuid(), 'contact', 'By prefix', $1, '["name","phone"]', 'all') returning id`;
  const [view] = await db.query<{ id: string }>({ text, values: [JSON.stringify(query)] });
  return view?.id ?? "";
}

/** As if the other values had always been there: rows, history, search texts. */
async function exchange(app: TestApp): Promise<void> {
  const tables = ["contact", "company", "deal", "vessel"].map((kind) => app.get(services.kinds).get(kind).table);
  const pairs = (["amounts", "phones", "ibans", "badges", "fees"] as const).flatMap((sort) =>
    first[sort].map((from, at) => [from, second[sort][at] ?? ""] as const),
  );
  const swapped = (column: string) =>
    pairs.reduce((sql, [from, to]) => `replace(${sql}, '${from}', '${to}')`, `${column}::text`);
  const columns = await app.db.query<{ table: string; column: string; type: string }>({
    text: `select table_name as table, column_name as column, data_type as type from information_schema.columns
      where table_schema = 'public' and table_name = any($1) and data_type in ('text', 'numeric', 'jsonb')`,
    values: [[...tables, "changes"]],
  });
  await app.db.query({ text: "alter table changes disable trigger user" });
  for (const { table, column, type } of columns) {
    if (column === "search") continue;
    await app.db.query({
      text: `update "${table}" set "${column}" = ${swapped(`"${column}"`)}::${type} where "${column}"::text <> ${swapped(`"${column}"`)}`,
    });
  }
  await app.db.query({
    text: "insert into search_rewrites (kind) values ('contact'), ('company'), ('deal'), ('vessel')",
  });
  await searchFollows(app);
}
