// How the side-by-side harness asks Trellis for each operation of its work list. Ids of the generated data become UUIDs by
// the same rule that the loader uses; cursors are written with the secret the server was started with.
import { readFileSync } from "node:fs";
import { Cursors } from "../../core/records/query/cursor.ts";
import { uuidOf } from "./ids.ts";

const facts = JSON.parse(readFileSync(process.env.BENCH_FACTS, "utf8"));
const cursors = new Cursors(facts.secret);
const asked = "name,email,phone,company,owner,city,custom.text,custom.number,custom.day,custom.origin,custom.flag";
const list = `/api/v1/contacts?limit=50&sort=-createdAt&include=company&fields=${asked}`;

const contact = (p) => ({
  ...(p.name === undefined ? {} : { name: p.name }),
  email: p.email,
  phone: p.phone,
  company: uuidOf("company", p.company_id),
  owner: uuidOf("user", p.owner_id),
  city: p.city,
  custom: { text: p.cf_text, number: p.cf_number, day: p.cf_date, origin: p.cf_enum, flag: p.cf_bool },
});

export default {
  headers: (token) => ({ authorization: `Bearer ${token}` }),
  ops: {
    list: () => ({ path: list }),
    list_total: () => ({ path: `${list}&count=exact` }),
    filter_sort: (p) => ({
      path: `/api/v1/contacts?limit=50&include=company&fields=${asked}&filter[custom.origin]=${p.value}&sort=-custom.number`,
    }),
    deep_cursor: (p) => ({
      path: `${list}&after=${cursors.write({ sort: "-createdAt", values: [p.at], id: uuidOf("contact", p.id) })}`,
    }),
    search: (p) => ({ path: `${list}&q=${encodeURIComponent(p.term)}` }),
    get_one: (p) => ({ path: `/api/v1/contacts/${uuidOf("contact", p.id)}?include=company&fields=${asked}` }),
    update: (p) => ({
      method: "PATCH",
      path: `/api/v1/contacts/${uuidOf("contact", p.id)}`,
      headers: { "content-type": "application/merge-patch+json" },
      body: { phone: p.phone },
    }),
    create: (p) => ({ method: "POST", path: "/api/v1/contacts", body: contact(p) }),
    board: () => ({ path: `/api/v1/pipelines/${facts.pipeline}/board?limit=50` }),
    report: () => ({ path: "/api/v1/deals/summary?group=stage,closeDate.month,owner&sum=amount" }),
  },
  rows: (j) => (Array.isArray(j.data) ? j.data : [j]).map((r) => ({ email: r.email, num: Number(r.custom.number) })),
  total: (j) => (j.page.exact ? j.page.count : `${j.page.count}+`),
  cards: ([j]) => j.data.reduce((sum, column) => sum + column.cards.length, 0),
  stageTotal: ([j]) => j.data.reduce((sum, column) => sum + Number(column.sum.amount), 0),
  report: (j) => ({ groups: j.data.length, total: j.data.reduce((sum, row) => sum + Number(row.sum.amount), 0) }),
  importRequest: (csv) => ({
    method: "POST",
    path: facts.importPath,
    headers: { "content-type": "text/csv" },
    body: csv,
  }),
};
