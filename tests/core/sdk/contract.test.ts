// The contract notices plugins that do not keep it.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { goesForGood, leavesNothing } from "../../../core/sdk/testing/contract/checks.ts";
import { openOffice } from "../../../core/sdk/testing/contract/office.ts";
import { codePlugin } from "../../support/code-plugin.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trellis-breaks-"));
});
afterAll(() => rm(folder, { recursive: true }));

const patience = { timeout: 120_000 };

test("one whose clock goes on when it is off", patience, async () => {
  const kept: NodeJS.Timeout[] = ((globalThis as { kept?: NodeJS.Timeout[] }).kept = []);
  // More than come and go by themselves meanwhile.
  const id = await codePlugin(folder, {
    code: "setup: for (let at = 0; at < 5; at++) globalThis.kept.push(setInterval(() => undefined, 60_000));",
  });
  const office = await openOffice(join(folder, id));
  try {
    await expect(leavesNothing(office, 4)).rejects.toThrow("timers that go on");
  } finally {
    for (const timer of kept) clearInterval(timer);
    await office.app.stop();
  }
});

test("one whose table stays when it is deleted", patience, async () => {
  const id = await codePlugin(folder, {
    code: "setup:",
    manifest: { migrations: [{ id: "0001-left", phase: "expand" }] },
  });
  await mkdir(join(folder, id, "migrations"));
  await writeFile(
    join(folder, id, "migrations/0001-left.sql"),
    "create table public.left_over (id uuid primary key);\n",
  );
  const office = await openOffice(join(folder, id));
  try {
    await expect(goesForGood(office)).rejects.toThrow("left_over");
  } finally {
    await office.app.stop();
  }
});
