import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages } from "../../../../core/i18n/languages.ts";
import { problemOf } from "../../../../core/i18n/own-word.ts";
import { Definitions } from "../../../../core/records/definitions/definitions.ts";
import { Kinds } from "../../../../core/records/kinds.ts";
import { services } from "../../../../core/sdk/services.ts";
import { loadWords, type Words } from "../../../../core/i18n/words.ts";
import { productRoot } from "../../../../core/settings/schema.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";

let app: TestApp;
let words: Words;
let admin: TestPerson;
let german: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  words = app.get(services.words);
  admin = await app.person("admin");
  german = await app.person("sales", { language: "de" });
});
afterAll(() => app.stop());

const rename = (language: string, changes: Record<string, string | null>) =>
  admin.api("PATCH", `/api/v1/words/${language}`, changes);
const projects = { "deals.one": "Projekt", "deals.many": "Projekte", "deals.gender": "n" };
const asWritten = { "deals.one": null, "deals.many": null, "deals.gender": null };

describe("a noun of the company's own", () => {
  test("reaches menu, titles, buttons and messages at once, with the right gender", async () => {
    expect((await rename("de", projects)).status).toBe(204);
    const html = await (await german.visit("/deals")).text();
    expect(html).toMatch(/<title>Projekte/);
    expect(html).not.toMatch(/\bDeals?\b/);
    expect(words.t("de", "deals.new")).toBe("Neues Projekt");
    expect(words.t("de", "deals.is_won")).toBe("Dieses Projekt ist gewonnen.");
    expect(words.t("de", "deals.figures.count", { count: 3 })).toBe("3 Projekte");
  });

  test.each([
    ["en", "stages", ["Step", "Steps"], { "deals.stage.new": "New step" }],
    ["de", "stages", ["Schritt", "Schritte", "m"], { "deals.field.stageSince": "In diesem Schritt seit" }],
    [
      "de",
      "pipelines",
      ["Vertriebsweg", "Vertriebswege", "m"],
      { "deals.beginning.none": "Es gibt noch keinen Vertriebsweg" },
    ],
    ["de", "teams", ["Abteilung", "Abteilungen", "f"], { "today.team": "Meine Abteilung" }],
    ["de", "users", ["Kollege", "Kollegen", "m"], { "users.people.title": "Kollegen und Rollen" }],
    ["es", "teams", ["Área", "Áreas", "f"], { "rules.teams": "Solo para personas de estas áreas" }],
    ["es", "stages", ["Paso", "Pasos", "m"], { "web.script.key_stage_next": "Mover al paso siguiente" }],
    ["bg", "stages", ["Фаза", "Фази", "f"], { "rules.stage": "От тази фаза нататък" }],
    ["bg", "notes", ["Запис", "Записи", "m"], { "records.note.added": "Този запис е запазен" }],
    ["zh-Hans", "teams", ["部门", "部门", "n"], { "today.team": "我的部门" }],
  ] as const)("in %s, %s as %j says %j", async (language, noun, [one, many, gender], said) => {
    const changes = { [`${noun}.one`]: one, [`${noun}.many`]: many, ...(gender && { [`${noun}.gender`]: gender }) };
    expect((await rename(language, changes)).status).toBe(204);
    for (const [key, sentence] of Object.entries(said)) expect(words.t(language, key)).toBe(sentence);
    const back = Object.fromEntries(Object.keys(changes).map((form) => [form, null]));
    expect((await rename(language, back)).status).toBe(204);
  });

  test("leaves other languages and the names of the API as they are", async () => {
    expect(await (await admin.visit("/deals")).text()).toMatch(/<title>Deals/);
    expect((await german.api("GET", "/api/v1/deals")).status).toBe(200);
    const schema = await (await german.api("GET", "/api/v1/schemas/deal")).text();
    expect(schema).toContain('"closeDate"');
  });

  test("is written small inside of a sentence where the language does so", async () => {
    await rename("es", { "deals.one": "Proyecto", "deals.many": "Proyectos", "deals.gender": "m" });
    await rename("en", { "deals.one": "RFQ", "deals.many": "RFQs" });
    expect(words.t("es", "deals.is_lost")).toBe("Este proyecto está perdido");
    expect(words.t("en", "deals.none_yet")).toBe("No RFQs yet.");
    await rename("es", asWritten);
    await rename("en", { "deals.one": null, "deals.many": null });
    expect(words.t("es", "deals.is_lost")).toBe("Esta oportunidad está perdida");
  });

  test("is known to another process within two seconds", async () => {
    const theirs = loadWords(productRoot);
    const other = new Definitions(app.db, new Kinds(), theirs);
    await other.refresh();
    await rename("bg", { "deals.one": "Проект", "deals.many": "Проекти", "deals.gender": "m" });
    expect(await other.refresh()).toBe(true);
    expect(theirs.t("bg", "deals.new")).toBe("Нов проект");
  });
});

describe("any other word", () => {
  test("can be said differently, and goes back to the original", async () => {
    await rename("de", { "records.empty": "Hier ist noch alles frei" });
    expect(words.t("de", "records.empty")).toBe("Hier ist noch alles frei");
    const listed = (await (await admin.api("GET", "/api/v1/words/de?own=true&q=alles frei")).json()) as {
      data: object[];
    };
    expect(listed.data).toMatchObject([{ key: "records.empty", own: "Hier ist noch alles frei" }]);
    await rename("de", { "records.empty": null });
    expect(words.t("de", "records.empty")).toBe("Hier ist noch nichts");
  });

  test.each([
    ["no.such.word", "Hello", "unknown"],
    ["web.save", "  ", "blank"],
    ["web.save", "Save <b>now</b>", "markup"],
    ["web.save", "Sa\u202eve", "invisible"],
    ["web.save", "x".repeat(1001), "too_long"],
    ["web.save", "Save {what}", "strange_value"],
    ["deals.moved", "{deal} is there.", "missing_value"],
    ["deals.moved", "{deal} is now in {stage, date}.", "strange_value"],
    ["deals.moved", "{deal is now in {stage}.", "malformed"],
    ["deals.one", "{name}", "plain_noun"],
    ["deals.gender", "m", "no_such_gender"],
    ["deals.new", "New {deals_gender}", "strange_value"],
  ])("is refused: %s as %j is %s", async (key, message, code) => {
    const answer = await rename("en", { "web.cancel": "Stop", [key]: message });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: "words.invalid", errors: [{ code }] });
    expect(words.t("en", "web.cancel")).toBe("Cancel");
  });

  test("that the product has outgrown stays stored and does no harm", async () => {
    await app.db.query({
      text: "insert into own_words (language, key, message, changed_by) values ('en', 'web.close', 'Close {gone}', 'x'), ('en', 'was.here', 'x', 'x')",
    });
    await rename("en", { "web.back": "Return" });
    expect([words.t("en", "web.close"), words.t("en", "web.back")]).toEqual(["Close", "Return"]);
    expect((await rename("en", { "was.here": null, "web.close": null, "web.back": null })).status).toBe(204);
  });

  test("is only for administrators, and only in our languages", async () => {
    expect((await german.api("PATCH", "/api/v1/words/de", { "web.save": "x" })).status).toBe(403);
    expect((await german.api("GET", "/api/v1/words/de")).status).toBe(403);
    expect((await rename("fr", { "web.save": "x" })).status).toBe(404);
    expect((await admin.api("PATCH", "/api/v1/words/de", { "web.save": 3 })).status).toBe(400);
    expect((await admin.api("PATCH", "/api/v1/words/de", [])).status).toBe(400);
  });
});

describe("whatever is accepted", () => {
  const anyKey = fc.constantFrom(
    ...loadWords(productRoot).keysUnder("deals."),
    ...loadWords(productRoot).keysUnder("web."),
  );
  const bits = fc.constantFrom(
    "{",
    "}",
    "{deal}",
    "{count}",
    "{count, plural, one {#} other {#}}",
    "{deals_one}",
    "'",
    "#",
    "x ",
    "|",
    "{stage, number}",
    "{Deals_many}",
    "<",
    "{a, select, other {}}",
  );

  test("can be said with the values of the original", () => {
    const fresh = loadWords(productRoot);
    fc.assert(
      fc.property(anyKey, fc.constantFrom(...languages), fc.array(bits, { maxLength: 6 }), (key, language, parts) => {
        const own = { key, language, message: parts.join("") };
        fc.pre(problemOf(fresh, own) === undefined);
        fresh.override({ [language]: { [key]: own.message } });
        expect(() => fresh.preview(language, key)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
