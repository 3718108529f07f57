import { describe, expect, test } from "vitest";
import { renderWith, templatesOf, words, assets, clock } from "../../support/web.ts";
import { openTemplates, renderFrom } from "../../../core/web/render.ts";

/** What a template shows for a view, in a language. */
function show(source: string, view: object = {}, language = "en"): string {
  const render = renderFrom(openTemplates([{ folder: templatesOf({ it: source }) }], { words, assets, clock }));
  return render("it", view, { language, timeZone: "Europe/Sofia", csrf: "to<ken" });
}

describe("words and values", () => {
  test("are shown in the reader's language", () => {
    expect(show(`{{t "web.save"}}`, {}, "de")).toBe("Speichern");
    expect(show(`{{t "web.problems" count=n}}`, { n: 1 })).toBe("Please correct one entry");
    expect(show("{{date day}}", { day: "2026-11-22" }, "bg")).toBe("22.11.2026 г.");
    expect(show("{{number n}}", { n: "1234567.5" }, "de")).toBe("1.234.567,5");
    expect(show("{{percent n}}", { n: 25 }, "en")).toBe("25%");
  });

  test("keep every digit of an amount", () => {
    expect(show("{{money sum}}", { sum: { amount: "12345678901234.5600", currency: "EUR" } }, "de")).toBe(
      "12.345.678.901.234,56\u00a0€",
    );
    expect(show("{{money sum short=true}}", { sum: { amount: "1200.0000", currency: "EUR" } })).toBe("€1,200");
  });

  test("show an instant in the reader's zone, also across summer time", () => {
    expect(show("{{dateTime at}}", { at: "2026-03-29T00:59:00Z" }, "bg")).toBe("29.03.2026 г., 2:59");
    expect(show("{{dateTime at}}", { at: "2026-03-29T01:00:00Z" }, "bg")).toBe("29.03.2026 г., 4:00");
    expect(show("{{time at}}", { at: "2026-11-22T10:05:00Z" }, "de")).toBe("12:05");
  });

  test("say how long ago, and exactly when", () => {
    const html = show("{{relativeTime at}}", { at: "2026-11-22T07:00:00Z" }, "de");
    expect(html).toBe(
      `<time datetime="2026-11-22T07:00:00Z" title="22.11.2026, 09:00" data-relative>vor 3 Stunden</time>`,
    );
  });

  test("that are unknown show nothing", () => {
    const empty = { x: null };
    expect(
      show("{{date x}}{{dateTime x}}{{time x}}{{number x}}{{money x}}{{percent x}}{{relativeTime x}}", empty),
    ).toBe("");
  });
});

describe("addresses", () => {
  test.each(["https://example.com/?a=b", "mailto:ana@example.com", "tel:+359888123456", "/deals", "?after=x", "#main"])(
    "%s may be followed",
    (href) => {
      expect(show(`{{#if (eq (url href) href)}}yes{{/if}}`, { href })).toBe("yes");
    },
  );

  test.each([
    "javascript:alert(1)",
    " JavaScript:x",
    "java\nscript:x",
    "data:text/html,x",
    "//evil.example",
    "/\\evil.example",
    "vbscript:x",
    "",
    null,
    7,
  ])("%j leads nowhere", (href) => expect(show("{{url href}}", { href })).toBe("#"));

  test("take their query from values, empty ones left out", () => {
    expect(show(`{{query "/deals" q=q after=after}}`, { q: "a&b", after: null })).toBe("/deals?q&#x3D;a%26b");
  });
});

describe("attributes", () => {
  test("come from data, true as a bare name", () => {
    expect(
      show("<i {{attrs a}}>", { a: { maxlength: 80, readonly: true, "data-x": `"><b>`, no: null, off: false } }),
    ).toBe(`<i maxlength="80" readonly data-x="&quot;&gt;&lt;b&gt;">`);
  });

  test.each(["onclick", "style", "href", "hx-get", "x y"])("never set %s", (name) => {
    expect(() => show("<i {{attrs a}}>", { a: { [name]: "x" } })).toThrow("may not be set");
  });

  test("carry data for the script", () =>
    expect(show(`<i data-x="{{json x}}">`, { x: { a: `"<` } })).toBe(
      `<i data-x="{&quot;a&quot;:&quot;\\&quot;&lt;&quot;}">`,
    ));
  test("carry the token of the session", () =>
    expect(show("{{csrf}}")).toBe(`<input type="hidden" name="_csrf" value="to&lt;ken">`));
});

describe("small questions", () => {
  test("are answered inside of others", () => {
    const source = `{{#if (and (or a b) (not (ne c "x")) (includes list "y"))}}yes{{else}}no{{/if}} {{concat "a" "-" c}} {{or "" ""}}`;
    expect(show(source, { a: false, b: true, c: "x", list: ["y"] })).toBe("yes a-x ");
  });
});

describe("a mistake in a template", () => {
  test("is found when the process starts, with file and line", () => {
    expect(() => renderWith({ "deals/broken": "<p>\n{{#if x}}\n" })).toThrow(/deals\/broken\.hbs.*line 3/);
    expect(() => renderWith({ "deals/unknown": "<p>\n{{shout x}}\n" })).toThrow(/deals\/unknown\.hbs.*shout - 2/);
  });

  test("that shows in use names the piece it stands in", () => {
    const render = renderWith({ "deals/outer": "{{> deals/_inner}}", "deals/_inner": "<p>\n{{missing}}</p>" });
    expect(() => render("deals/outer", {}, { language: "en", timeZone: "UTC", csrf: "" })).toThrow(
      /deals\/_inner\.hbs.*missing.*2:2/,
    );
  });

  test("never writes to the log by itself", () => expect(() => show("{{log x}}", { x: 1 })).toThrow("log"));
  test("never runs what stands in the prototype", () =>
    expect(() => show("{{x.constructor.name}}", { x: {} })).toThrow());
});

test("text of people is never HTML", () =>
  expect(show('<p title="{{x}}">{{x}}</p>', { x: `"><script>` })).not.toContain("<script>"));
