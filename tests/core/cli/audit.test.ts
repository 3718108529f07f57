import { afterAll, beforeAll, expect, test } from "vitest";
import { sealOnce } from "../../../core/security/audit/seal.ts";
import { writeAudit } from "../../../core/security/audit/write-audit.ts";
import { until } from "../../support/until.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await writeAudit(desk.db, { id: "Ana", source: "page" }, { action: "test.done" });
  await until(async () => (await sealOnce(desk.db)) > 0);
});
afterAll(() => desk.close());

test("audit verify says that the trail is whole, and with 3 what is not as it was left", async () => {
  const before = await desk.trellis(["audit", "verify"]);
  expect([before.code, before.out]).toEqual([0, expect.stringContaining("The trail is whole: 1 lines under 1 seals")]);
  await desk.db.query({
    text: "alter table audit_events disable trigger user; update audit_events set actor_id = 'Bob'",
  });
  const after = await desk.trellis(["audit", "verify", "--json"]);
  expect(after.code).toBe(3);
  expect(after.json).toMatchObject({
    ok: false,
    damage: [{ what: "guard_missing" }, { what: "guard_missing" }, { what: "line_changed", trail: "event", at: "1" }],
  });
  expect((await desk.trellis(["audit", "verify"])).out).toContain("Line 1 of the audit trail was changed.");
});
