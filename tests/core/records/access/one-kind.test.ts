// A role that sees one kind of record and nothing else: its pages open, and say nothing of what the records refer to.
import { afterAll, beforeAll, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import type { Reaches } from "../../../../core/users/role.ts";
import { startTestApp, type TestApp } from "../../../support/app.ts";
import { system } from "../../../support/people.ts";

const kinds = {
  contacts: ["contacts", "employments", "consents"],
  companies: ["companies"],
  deals: ["deals", "stages", "pipelines"],
} as const;
const actions = ["read", "create", "change", "delete", "export"];
const others = ["notes", "users", "teams", ...Object.values(kinds).flat()];

let app: TestApp;
let at: Readonly<Record<keyof typeof kinds, string>>;

beforeAll(async () => {
  app = await startTestApp();
  await app.get(services.sales).pipelines.createFromTemplate(system, "simple", "en");
  const owner = (await app.person("sales", { name: "Olga Owner" })).id;
  const companies = (await app.records.create(system, "company", { name: "Kolev Works", owner })).id;
  const contacts = (await app.records.create(system, "contact", { name: "Ana Ilieva", company: companies, owner })).id;
  const deal = { name: "Two cranes", company: companies, contact: contacts, owner };
  at = { companies, contacts, deals: (await app.records.create(system, "deal", deal)).id };
});
afterAll(() => app.stop());

const titles = { contacts: "Ana Ilieva", companies: "Kolev Works", deals: "Two cranes" };

test.each(Object.keys(kinds) as (keyof typeof kinds)[])("%s alone", async (plural) => {
  const role = `only-${plural}`;
  const grants: Reaches = Object.fromEntries(
    others.flatMap((other) =>
      actions.map((action) => [
        `${other}.${action}`,
        (kinds[plural] as readonly string[]).includes(other) ? "all" : "none",
      ]),
    ),
  );
  await app.get(services.people).roleDefinitions.define(system, { id: role, name: role, position: 90, grants });
  const person = await app.person(role);
  const one = `/${plural}/${at[plural]}`;
  const paths = ["/", `/${plural}`, one, `${one}?tab=history`, `${one}?tab=details`, `${one}/edit`, `/${plural}/new`];
  for (const path of [...paths, `/${plural}/export.csv`, "/changes?who=all", "/trash", `/search?q=${titles[plural]}`]) {
    const answer = await person.visit(path);
    const text = await answer.text();
    expect([answer.status, path]).toEqual([200, path]);
    const unseen = Object.entries(titles).flatMap(([other, title]) => (other === plural ? [] : [title]));
    expect(unseen.filter((title) => text.includes(title) || text.includes("Olga Owner"))).toEqual([]);
  }
});
