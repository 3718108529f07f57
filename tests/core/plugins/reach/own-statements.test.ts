// What a plugin says to the database stays within its own schema, or is not said at all.
import { describe, expect, test } from "vitest";
import { judgeFor } from "../../../../core/plugins/reach/own-statements.ts";

const may = judgeFor({ id: "site-visits", dependencies: { maps: "^1.0.0" } }, { sql: true });
const judged = async (text: string): Promise<string> => {
  try {
    await may(text);
    return "fine";
  } catch (error) {
    const { code, values } = error as { code: string; values: { name: string } };
    return `${code} ${values.name}`;
  }
};

describe("case 90: a plugin that may make statements", () => {
  test.each([
    "select * from plugin_site_visits.visits v where v.at > now() - $1 * interval '1 day' for update of v skip locked",
    "with late as (select id from plugin_site_visits.visits) delete from plugin_site_visits.marks m using late where m.id = late.id",
    "with recursive up(id) as (select $1::uuid union select t.above from plugin_site_visits.trees t join up on up.id = t.id) select * from up",
    "insert into plugin_site_visits.marks (id) select id from jsonb_to_recordset($1) as r(id uuid) on conflict (id) do update set n = marks.n + 1",
    "merge into plugin_site_visits.marks m using (values ($1::uuid)) v(id) on v.id = m.id when matched then delete",
    "select p.* from plugin_site_visits.visits v join plugin_maps.places p on p.id = v.place",
    "select pg_advisory_xact_lock(hashtext('visits'), plugin_site_visits.own_function($1))",
  ])("reads and writes its own rows: %s", async (text) => {
    expect(await judged(text)).toBe("fine");
  });

  test.each([
    ["select * from users", "users"],
    ["select * from public.users", "public.users"],
    ["select * from plugin_site_visits.visits v, plugin_warehouse.moves", "plugin_warehouse.moves"],
    ["select 1 where exists (select from pg_catalog.pg_authid)", "pg_catalog.pg_authid"],
    ["select (select string_agg(hash, '') from sessions)", "sessions"],
    ["with users as (select * from users) select * from users", "users"],
    ["with users as (select 1) update users set name = ''", "users"],
    ["select * from (with users as (select 1) select * from users) x, users", "users"],
    ["insert into plugin_site_visits.marks select id from deals", "deals"],
    ["select id into copied from plugin_site_visits.marks", "copied"],
    ["table people_keys", "people_keys"],
  ])("does not reach what is not its own: %s", async (text, name) => {
    expect(await judged(text)).toBe(`plugins.not_its_own ${name}`);
  });

  test.each([
    ["select query_to_xml('select * from users', true, true, '')", "query_to_xml()"],
    ["select pg_catalog.set_config('role', 'owner', true)", "pg_catalog.set_config()"],
    ["select pg_read_file('/etc/passwd')", "pg_read_file()"],
    ["select forget_history('{}')", "forget_history()"],
    ["select public.forget_history('{}')", "public.forget_history()"],
    ["select pg_terminate_backend(1)", "pg_terminate_backend()"],
  ])("calls no function that leads past it: %s", async (text, name) => {
    expect(await judged(text)).toBe(`plugins.not_its_own ${name}`);
  });

  test.each([
    ["drop table plugin_site_visits.marks", "DROP"],
    ["select 1; commit", "TRANSACTION"],
    ["set search_path = public", "VARIABLESET"],
    ["copy plugin_site_visits.marks to program 'sh'", "COPY"],
    ["do 'begin end'", "DO"],
  ])("changes rows and nothing else: %s", async (text, name) => {
    expect(await judged(text)).toBe(`plugins.not_its_own ${name}`);
  });

  test("is told what the parser has against its words", async () => {
    await expect(may("select from where")).rejects.toThrow("syntax error");
  });
});

test("a plugin that may not make statements makes none", () => {
  const none = judgeFor({ id: "site-visits" }, {});
  expect(() => none("select 1")).toThrow("plugins.no_statements");
});
