import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFreeMail } from "../../../core/contacts/free-mail.ts";
import { formsAfter, formsBefore } from "../../../core/contacts/legal-forms.ts";
import {
  companyKey,
  domainOf,
  emailKey,
  fold,
  lastNameKey,
  phoneKey,
  siteDomain,
  taxKey,
} from "../../../core/contacts/normalise.ts";

// Words that happen to be legal forms somewhere are no names to prove anything with.
const forms = new Set([...formsBefore, ...formsAfter].map(fold));
const names = fc.lorem({ maxCount: 4 }).filter((name) => !name.split(" ").some((word) => forms.has(word)));

describe("the key of a company's name", () => {
  test.each([
    ["Колев ООД", "КОЛЕВ"],
    ["Колев и синове ЕООД", "Колев и Синове"],
    ["„Ромашка“ ООО", "ООО Ромашка"],
    ["Nordwind GmbH", "NORDWIND G.m.b.H."],
    ["Müller & Söhne GmbH & Co. KG", "Muller Sohne"],
    ["Acme, Inc.", "ACME Corporation"],
    ["Café del Mar, S.L.", "Cafe del Mar SL"],
    ["Telefónica S.A.", "telefonica"],
    ["Żabka Sp. z o.o.", "Zabka"],
    ["Škoda a.s.", "Skoda"],
    ["Alza, s. r. o.", "Alza"],
    ["上海贸易有限公司", "上海贸易"],
    ["株式会社トヨタ", "トヨタ"],
    ["GTX Pro", "GTXPro"],
    ["O’Brien Ltd", "OBrien Limited"],
    ["Grupo Bimbo, S.A.B. de C.V. ", "grupo bimbo s.a.b. de c.v."],
  ])("is one for %s and %s", (one, other) => {
    expect(companyKey(one)).toBe(companyKey(other));
    expect(companyKey(one)).not.toBe("");
  });

  test("tells different companies apart", () => {
    expect(companyKey("Nordwind GmbH")).not.toBe(companyKey("Südwind GmbH"));
    expect(companyKey("Колев ООД")).not.toBe(companyKey("Колева ООД"));
  });

  test("is never empty for a company that is called like a legal form", () => {
    expect(companyKey("AG")).toBe("ag");
    expect(companyKey("有限公司")).not.toBe("");
  });

  test("stays the same when it is taken again, whatever the case and the spaces around", () => {
    fc.assert(
      fc.property(names, fc.constantFrom(" GmbH", " ООД", ", Inc.", " S.A.", "有限公司", ""), (name, form) => {
        const key = companyKey(name + form);
        expect(companyKey(`  ${name.toUpperCase()}${form} `)).toBe(key);
        expect(companyKey(name)).toBe(key);
      }),
    );
  });

  test("never fails, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof companyKey(text) === "string"));
  });
});

describe("an e-mail address", () => {
  test("is compared without case, its domain in ASCII", () => {
    expect(emailKey(" Ana@Kolev.BG ")).toBe("ana@kolev.bg");
    expect(emailKey("ana@münchen.de")).toBe("ana@xn--mnchen-3ya.de");
  });

  test("has a domain", () => {
    expect(domainOf("Ana@Kolev.BG")).toBe("kolev.bg");
    expect(domainOf("ana")).toBeUndefined();
    expect(domainOf("ana@localhost")).toBeUndefined();
  });

  test("of a public mail service says nothing about the employer", () => {
    expect(["gmail.com", "abv.bg", "yahoo.co.uk", "hotmail.fr", "qq.com", "gmx.de"].every(isFreeMail)).toBe(true);
    expect(["kolev.bg", "yahoo-consulting.com", "livenation.com"].some(isFreeMail)).toBe(false);
  });
});

describe("other keys", () => {
  test("a web address gives its host", () => {
    expect(siteDomain("https://www.Kolev.bg/about?x=1")).toBe("kolev.bg");
    expect(siteDomain("kolev.bg")).toBe("kolev.bg");
    expect(siteDomain("not a site")).toBeUndefined();
  });

  test("a phone is its digits, with a plus when the country is known", () => {
    expect(phoneKey("+359 88 123-45-67")).toBe("+359881234567");
    expect(phoneKey("(088) 123 45 67")).toBe("0881234567");
  });

  test("a tax number is compared without spaces and dashes", () => {
    expect(taxKey("BG 123-456.789")).toBe("bg123456789");
  });

  test("the last name is the last word, or what is said to be it", () => {
    expect(lastNameKey("Ana María Núñez")).toBe("nunez");
    expect(lastNameKey("Ana", "García Lorca")).toBe("garcialorca");
    expect(lastNameKey("王小明")).toBe("王");
    expect(lastNameKey("Ana")).toBe("");
  });
});
