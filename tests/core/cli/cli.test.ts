import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../../../core/cli/commands.ts";
import { newId } from "../../../core/kernel/ids.ts";
import { type Desk, openDesk } from "../../support/terminal.ts";

let desk: Desk;
const trellis: Desk["trellis"] = (...all) => desk.trellis(...all);

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe("usage", () => {
  test("without a word shows every command", async () => {
    const { code, out } = await trellis([]);
    expect(code).toBe(0);
    for (const { name } of commands) expect(out).toContain(name);
  });

  test("help says of every command what it does", async () => {
    const { out } = await trellis(["help"]);
    expect(out).toContain("user invite");
    expect(out).not.toContain("cli.");
  });

  test("help on a command shows all it takes", async () => {
    const { code, out } = await trellis(["help", "user", "create"]);
    expect(code).toBe(0);
    expect(out).toContain("--password-stdin");
    expect(await trellis(["user", "create", "--help"])).toMatchObject({ code: 0, out });
  });

  test.each([
    [["user", "crate"], "There is no command “user crate”.", "trellis help user"],
    [["frobnicate"], "There is no command “frobnicate”.", "trellis help"],
    [["user", "create", "--email", "a@b.example"], "The option --name is needed.", "trellis help user create"],
    [["user", "list", "--colour"], "This command has no option --colour.", "trellis help user list"],
    [["user", "reset"], "Something is missing after the command: EMAIL.", "trellis help user reset"],
    [["user", "list", "all"], "“all” is one word too many.", "trellis help user list"],
    [["audit", "tail", "--limit", "many"], "--limit must be a whole number", "trellis help audit tail"],
    [["jobs", "list", "--state", "lazy"], "“lazy” is not a state of a job.", "trellis help jobs list"],
    [["config", "get", "db.pools"], "There is no setting “db.pools”.", "trellis config get"],
  ])("%j is wrong usage: 2, with the next command to try", async (argv, sentence, next) => {
    const { code, out, errors } = await trellis(argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(errors).toContain(sentence);
    expect(errors).toContain(`Try: ${next}\n`);
  });

  test("speaks the language of the terminal", async () => {
    expect((await trellis(["frobnicate"], { LANG: "de_AT.UTF-8" })).errors).toContain(
      "Den Befehl „frobnicate“ gibt es nicht.",
    );
  });

  test("is coloured only for a terminal that does not refuse it", async () => {
    expect((await trellis(["help"])).out).not.toContain("\u001b");
    expect((await trellis(["help"], {}, { isTTY: true })).out).toContain("\u001b[1m");
    expect((await trellis(["help"], { NO_COLOR: "1" }, { isTTY: true })).out).not.toContain("\u001b");
  });
});

describe("people", () => {
  test("are let in by a link, listed, and put out after a question", async () => {
    const made = await trellis([
      "user",
      "invite",
      "--email",
      "vera@example.com",
      "--name",
      "Vera",
      "--role",
      "manager",
      "--json",
    ]);
    expect(made.errors).toBe("");
    expect(made.json).toMatchObject({ email: "vera@example.com", link: expect.stringMatching(/\/password\/\S{20,}$/) });

    const listed = await trellis(["user", "list", "--json"]);
    expect(listed.json).toMatchObject([{ email: "vera@example.com", state: "invited", roles: ["manager"] }]);
    expect((await trellis(["user", "list"])).out).toMatch(/^E-mail .*\nvera@example\.com +Vera +invited +manager/);

    const asked = await trellis(["user", "deactivate", "Vera@Example.com"]);
    expect(asked.code).toBe(4);
    expect(asked.errors).toContain("--yes");
    expect((await trellis(["user", "deactivate", "Vera@Example.com", "--yes"])).code).toBe(0);
    expect((await trellis(["user", "list", "--json"])).json).toMatchObject([{ state: "inactive" }]);
  });

  test("get a password from standard input, or hear why not", async () => {
    const create = ["user", "create", "--email", "ivan@example.com", "--name", "Ivan", "--password-stdin", "--json"];
    const weak = await trellis(create, {}, { stdin: "password\n" });
    expect(weak.code).toBe(3);
    expect((await trellis(["user", "list"])).out).not.toContain("ivan@example.com");
    expect((await trellis(create, {}, { stdin: "seven green tractors\n" })).code).toBe(0);
    const reset = await trellis(
      ["user", "reset", "ivan@example.com", "--password-stdin"],
      {},
      { stdin: "eleven blue tractors\n" },
    );
    expect(reset).toMatchObject({ code: 0, out: "ivan@example.com can sign in with the password now.\n" });
  });

  test("read what is written to them in the language they were made with", async () => {
    const person = ["--email", "jana@example.com", "--name", "Jana"];
    const wrong = await trellis(["user", "create", ...person, "--language", "klingon"]);
    expect([wrong.code, wrong.errors]).toEqual([2, expect.stringContaining("Known: en, de, es, bg, zh-Hans")]);
    expect((await trellis(["user", "create", ...person, "--language", "de"])).code).toBe(0);
    const text = "select language from users where email = 'jana@example.com'";
    expect(await desk.db.query({ text })).toEqual([{ language: "de" }]);
  });

  test("who lost their second step, with nobody left to take it away, get in again by whoever runs the server", async () => {
    await trellis(["user", "create", "--email", "last@example.com", "--name", "Last", "--role", "admin"]);
    const text = `insert into second_factors (id, user_id, kind, name, sealed)
      select $1, id, 'totp', 'Phone', '\\x00' from users where email = 'last@example.com'`;
    await desk.db.query({ text, values: [newId()] });
    const factors = async () => (await desk.db.query({ text: "select 1 from second_factors" })).length;
    const reset = ["user", "reset", "last@example.com", "--second-step"];
    expect([(await trellis([...reset, "--dry-run"])).code, await factors()]).toEqual([0, 1]);
    expect((await trellis([...reset, "--json"])).json).toMatchObject({ link: expect.stringContaining("/password/") });
    expect(await factors()).toBe(0);
  });

  test("are not touched by a rehearsal", async () => {
    const { code, out } = await trellis([
      "user",
      "create",
      "--email",
      "nobody@example.com",
      "--name",
      "N",
      "--dry-run",
    ]);
    expect(code).toBe(0);
    expect(out).toContain("Nothing was written.");
    expect((await trellis(["user", "reset", "nobody@example.com"])).code).toBe(1);
  });

  test("get a key for a program, once, with known scopes only", async () => {
    await trellis(["user", "create", "--email", "bot@example.com", "--name", "Bot"]);
    const token = [
      "token",
      "create",
      "--user",
      "bot@example.com",
      "--name",
      "till",
      "--scope",
      "contacts:read,deals:write",
    ];
    expect((await trellis([...token, "--json"])).json).toMatchObject({
      token: expect.stringMatching(/^trl_pat_/),
      scopes: ["contacts:read", "deals:write"],
    });
    expect((await trellis([...token, "--scope", "everything"])).code).toBe(2);
  });
});

describe("operation", () => {
  test("the doctor says in a line each what is well", async () => {
    const { code, json } = await trellis(["doctor", "--json"]);
    expect(code).toBe(0);
    const checks = (json as { checks: { check: string; grade: string }[] }).checks;
    expect(checks.map(({ check }) => check)).toEqual([
      "database",
      "rights",
      "replica",
      "migrations",
      "clock",
      "disk",
      "columns",
      "kinds",
      "mail",
      "failures",
    ]);
    expect(checks.filter(({ grade }) => grade === "problem")).toEqual([]);
  });

  test("what is failed is listed and tried again", async () => {
    const text = `insert into event_failures (consumer, xid, seq, topic, error) values ('mail', '3', 7, 'deal.changed', 'no such mailbox') returning id`;
    const [row] = await desk.db.query<{ id: string }>({ text });
    const id = `event-${row!.id}`;
    expect((await trellis(["jobs", "list", "--json"])).json).toMatchObject([
      { id, state: "failed", error: "no such mailbox" },
    ]);
    expect((await trellis(["doctor"])).out).toContain("1 job or event has failed for good");

    expect((await trellis(["jobs", "retry", id])).out).toBe(`${id} waits for its next try.\n`);
    expect((await trellis(["jobs", "retry", "event-999"])).code).toBe(1);
    expect((await trellis(["jobs", "retry", newId()])).code).toBe(1);
  });

  test("the audit shows who wrote which fields, and no values", async () => {
    const { json, out } = await trellis(["audit", "tail", "--kind", "user", "--limit", "1", "--json"]);
    expect(json).toMatchObject([{ kind: "user", actorId: "system:cli", source: "cli" }]);
    expect(out).not.toContain("bot@example.com");
  });

  test("the database is up to date, and a rehearsal of the update says so", async () => {
    expect((await trellis(["migrate", "status", "--json"])).json).toEqual({ pending: [] });
    expect((await trellis(["migrate", "up", "--dry-run"])).out).toBe("The database is up to date.\n");
    expect((await trellis(["migrate", "up", "--json"])).json).toEqual({ applied: [] });
  });

  test("settings are shown without their secrets, and wrong ones are listed all at once", async () => {
    expect((await trellis(["config", "get", "db.pool", "--json"])).json).toMatchObject({ "db.pool.max": 10 });
    const { out } = await trellis(["config", "get"]);
    expect(out).toContain("[secret]");
    expect(out).not.toContain("secret for tests");
    const wrong = await trellis(["config", "check", "--json"], { PORT: "many", TRELLIS_DB_POOL_MAX: "-1" });
    expect(wrong.code).toBe(3);
    expect((wrong.json as { problems: object[] }).problems).toHaveLength(2);
  });

  test("a database that cannot be reached is 5", async () => {
    const { code, errors } = await trellis(["user", "list"], { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    expect(code).toBe(5);
    expect(errors).toContain("Try: trellis doctor");
  });
});

test("the API is described on standard output or in a file", async () => {
  const { json } = await trellis(["openapi", "--json"]);
  expect(json).toMatchObject({ openapi: "3.1.0", info: { title: "Trellis" } });
  expect(await trellis(["openapi", "--out", join(desk.dataDir, "openapi.json")])).toMatchObject({ code: 0 });
});
