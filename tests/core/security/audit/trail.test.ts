import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../../../core/sdk/services.ts";
import { writeAudit } from "../../../../core/security/audit/write-audit.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { password } from "../../../support/people.ts";
import { hashPassword } from "../../../../core/security/hashing.ts";

let app: TestApp;
let admin: TestPerson;
let sales: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.person("admin");
  sales = await app.person("sales");
});
afterAll(() => app.stop());

interface Line {
  actor_id: string;
  source: string;
  address: string | null;
  action: string;
  kind: string | null;
  record_id: string | null;
  cause: string | null;
  request_id: string | null;
  detail: Record<string, unknown> | null;
}

/** What is written down from now on until the work is done. */
async function linesOf(work: () => Promise<unknown>): Promise<Line[]> {
  const [last] = await app.db.query<{ seq: string }>({ text: "select coalesce(max(seq), 0) as seq from audit_events" });
  await work();
  const text = "select * from audit_events where seq > $1 order by seq";
  return await app.db.query<Line & object>({ text, values: [last?.seq] });
}

const only = (lines: readonly Line[], action: string): Line[] => lines.filter((line) => line.action === action);

describe("what is written down", () => {
  test("signing in, failing to, and signing out, with the address", async () => {
    const { people } = { people: app.get(services.people) };
    await people.passwords.store(app.db, sales.id, await hashPassword(password));
    const lines = await linesOf(async () => {
      const typed = { login: sales.email, kept: false };
      const visitor = { address: "192.0.2.7", device: "Firefox" };
      await people.signIn.withPassword({ ...typed, password: "not this one" }, visitor);
      const answer = await people.signIn.withPassword({ ...typed, password }, visitor);
      await people.sessions.endSecret(answer.ok ? answer.value.secret : "");
    });
    expect(lines).toMatchObject([
      { action: "sign_in.failed", actor_id: "system:nobody", record_id: sales.id, address: "192.0.2.7" },
      { action: "session.started", actor_id: sales.id, address: "192.0.2.7" },
      { action: "session.ended", actor_id: sales.id },
    ]);
    expect(JSON.stringify(lines)).not.toContain("not this one");
  });

  test("roles, by whom and in which request", async () => {
    const { roles } = app.get(services.people);
    const actor = { ...admin.actor, call: { id: "00000000-0000-7000-8000-00000000abcd", address: "192.0.2.8" } };
    const lines = await linesOf(() => roles.assign(actor, sales.id, ["sales", "manager"]));
    expect(only(lines, "roles.assigned")).toMatchObject([
      { actor_id: admin.id, record_id: sales.id, request_id: actor.call.id, address: "192.0.2.8" },
    ]);
    expect(lines[0]?.detail).toEqual({ roles: ["sales", "manager"], lost: [] });
    await roles.assign(admin.actor, sales.id, ["sales"]);
  });

  test("reports and datasets, by what was asked, once for all their pages", async () => {
    const paths = [
      "/api/v1/deals/figures?from=2026-01-01&to=2026-02-01",
      "/api/v1/datasets/contacts.contacts/rows?limit=5",
      "/api/v1/datasets/deals.deals/groups?by=status",
    ];
    const lines = await linesOf(async () => {
      for (const path of paths) expect([path, (await admin.api("GET", path)).status]).toEqual([path, 200]);
      expect((await admin.api("GET", "/api/v1/datasets/deals.deals/groups?by=none")).status).toBe(400);
    });
    expect(lines).toMatchObject([
      {
        action: "report.run",
        kind: "deal",
        detail: { report: "deals.figures", asked: "from=2026-01-01&to=2026-02-01" },
      },
      { action: "report.run", kind: "contact", detail: { report: "dataset.rows" } },
      { action: "report.run", kind: "deal", detail: { report: "dataset.groups", asked: "by=status" } },
    ]);
  });

  test("what went to paper, and what was copied, as the page tells it", async () => {
    const { id } = (await (await admin.api("POST", "/api/v1/contacts", { name: "Vera" })).json()) as { id: string };
    const lines = await linesOf(async () => {
      expect((await sales.send("/outputs", { what: "print", path: `/contacts/${id}` })).status).toBe(204);
      expect((await sales.send("/outputs", { what: "copy", path: "/contacts?sort=name", rows: "80" })).status).toBe(
        204,
      );
      for (const wrong of [{ what: "fax", path: "/" }, { what: "print", path: "//evil", rows: "-1" }, { what: "copy" }])
        expect((await sales.send("/outputs", wrong)).status).toBe(400);
    });
    expect(lines).toMatchObject([
      { action: "page.printed", kind: "contact", record_id: id, actor_id: sales.id },
      { action: "list.copied", kind: "contact", record_id: null, detail: { path: "/contacts?sort=name", rows: 80 } },
    ]);
  });

  test("a token's beginning and end, never the token", async () => {
    const { tokens } = app.get(services.people);
    let secret = "";
    const lines = await linesOf(async () => {
      const { id, token } = await tokens.create(sales.id, { name: "Excel", scopes: ["contacts:read"] });
      secret = token;
      await tokens.end(sales.id, id);
    });
    expect(lines.map(({ action }) => action)).toEqual(["token.created", "token.ended"]);
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test("a list that is taken out: what was asked before the first byte, what left after the last", async () => {
    const lines = await linesOf(async () => await (await admin.visit("/contacts/export.csv?q=ana")).text());
    const [begun] = only(lines, "list.exported");
    expect(begun).toMatchObject({ actor_id: admin.id, kind: "contact", detail: { q: "ana" } });
    expect(begun?.request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(only(lines, "list.export_ended")).toMatchObject([
      { cause: begun?.cause, detail: { rows: 0, complete: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
  });

  test("who was switched off, in the transaction that does it", async () => {
    const gone = await app.person("sales");
    const lines = await linesOf(() => app.get(services.people).users.deactivate(admin.actor, gone.id));
    expect(only(lines, "person.shut_out")).toMatchObject([{ actor_id: admin.id, record_id: gone.id }]);
  });

  test("what is defined, with a pointer to how it was before", async () => {
    const fields = app.get(services.customFields);
    const lines = await linesOf(() =>
      fields.define(admin.actor, "contact", { key: "hobby", schema: { "x-type": "text" } }),
    );
    expect(only(lines, "definition.changed")[0]).toMatchObject({ actor_id: admin.id, detail: { sort: "field" } });
  });

  test("a record's line carries the request it was written in", async () => {
    const answer = await admin.api("POST", "/api/v1/contacts", { name: "Ana Ivanova" });
    const { id } = (await answer.json()) as { id: string };
    const [line] = await app.db.query({ text: "select cause from changes where record_id = $1", values: [id] });
    expect(line).toMatchObject({ cause: { request: answer.headers.get("X-Request-Id"), address: expect.any(String) } });
  });

  test("nothing of what did not happen", async () => {
    const lines = await linesOf(() =>
      app.db
        .transaction(async (trx) => {
          await writeAudit(trx, admin.actor, { action: "test.done" });
          throw new Error("no");
        })
        .catch(() => undefined),
    );
    expect(lines).toEqual([]);
  });
});

test.each(["update audit_events set actor_id = 'somebody'", "delete from audit_events", "truncate audit_events"])(
  "the trail only grows: %s",
  async (text) => await expect(app.db.query({ text })).rejects.toMatchObject({ code: "42501" }),
);
