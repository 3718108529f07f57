import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Invalid } from "../../../core/kernel/errors.ts";
import { checkCompany } from "../../../core/users/company.ts";
import { freshPeople, password, type TestPeople } from "../../support/people.ts";

const account = { name: "Ada", email: "ada@example.com", password };
const company = {
  name: "Acme",
  country: "DE",
  currency: "EUR",
  language: "de",
  timeZone: "Europe/Berlin",
  firstWeekday: 1,
};

let people: TestPeople;
beforeEach(async () => {
  people = await freshPeople();
});
afterEach(() => people.base.drop());

describe("case 7: the set-up", () => {
  test("makes one administrator, however many press the button at once", async () => {
    const secret = (await people.setup.link()) ?? "";
    const both = await Promise.all([
      people.setup.finish(secret, company, account),
      people.setup.finish(secret, company, { ...account, email: "eve@example.com" }),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await people.db.query({ text: "select 1 from users" })).toHaveLength(1);
    expect(await people.setup.isOpen(secret)).toBe(false);
    expect(await people.setup.link()).toBeUndefined();
  });

  test("needs the link of the console", async () => {
    expect(await people.setup.isOpen("guessed")).toBe(false);
    expect(await people.setup.finish("guessed", company, account)).toMatchObject({ ok: false });
    expect(await people.db.query({ text: "select 1 from users" })).toHaveLength(0);
  });

  test("keeps the company's ways, in which its people then work", async () => {
    const id = await people.setup.finish((await people.setup.link()) ?? "", company, account);
    expect(await people.company.profile()).toEqual(company);
    expect(await people.actors.ofUser(id.ok ? id.value : "", "page")).toMatchObject({
      language: "de",
      timeZone: "Europe/Berlin",
    });
  });

  test.each([
    [{ name: " " }, "required"],
    [{ email: "" }, "required"],
    [{ password: "short" }, "password_too_short"],
    [{ password: "ada@example.com" }, "password_guessable"],
  ])("says what is wrong with %j and may be tried again", async (wrong, code) => {
    const secret = (await people.setup.link()) ?? "";
    const answer = await people.setup.finish(secret, company, { ...account, ...wrong });
    expect(answer.ok ? [] : answer.problems.map((problem) => problem.code)).toContain(code);
    expect(await people.setup.isOpen(secret)).toBe(true);
  });
});

describe("case 7: an unattended start", () => {
  test("makes the first administrator once", async () => {
    expect(await people.setup.ensureAdministrator(account)).toBe(true);
    expect(await people.setup.ensureAdministrator({ ...account, email: "other@example.com" })).toBe(false);
    expect(await people.db.query({ text: "select 1 from users" })).toHaveLength(1);
  });

  test("refuses an empty or common password", async () => {
    await expect(people.setup.ensureAdministrator({ ...account, password: "" })).rejects.toThrow(Invalid);
    await expect(people.setup.ensureAdministrator({ ...account, password: "password" })).rejects.toThrow(Invalid);
  });
});

describe("a company", () => {
  test("has what is usual in its country where nothing else is said", () => {
    expect(checkCompany({ name: "Колев", country: "BG" }, "bg")).toEqual({
      ok: true,
      value: {
        name: "Колев",
        country: "BG",
        currency: "EUR",
        language: "bg",
        timeZone: "Europe/Sofia",
        firstWeekday: 1,
      },
    });
    expect(checkCompany({ name: "Acme", country: "US" }, "en")).toMatchObject({
      value: { currency: "USD", timeZone: "America/New_York", firstWeekday: 7 },
    });
  });

  test.each([
    [{ country: "XX" }, "/country"],
    [{ currency: "XYZ" }, "/currency"],
    [{ timeZone: "Mars/Olympus" }, "/timeZone"],
    [{ firstWeekday: "9" }, "/firstWeekday"],
    [{ name: "" }, "/name"],
  ])("cannot have %j", (wrong, pointer) => {
    const checked = checkCompany({ name: "Acme", country: "DE", ...wrong }, "en");
    expect(checked.ok ? [] : checked.problems.map((problem) => problem.pointer)).toEqual([pointer]);
  });
});
