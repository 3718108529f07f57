import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { domainOfCard, readSignature } from "../../../core/contacts/signature.ts";
import { promised } from "../../support/quickly.ts";

describe("a pasted signature", () => {
  test("in Bulgarian gives name, job, company, e-mail, phone", () => {
    const card = readSignature(
      `Поздрави,\n\nАна Колева\nТърговски директор\nКолев ООД\nгр. Пловдив, ул. Иван Вазов 12\nтел.: 0888 123 456\nfax: 032 640 111\nana@kolev.bg | www.kolev.bg`,
      "BG",
    );
    expect(card).toMatchObject({
      name: "Ана Колева",
      jobTitle: "Търговски директор",
      company: "Колев ООД",
      email: "ana@kolev.bg",
      phone: "+359888123456",
    });
    expect(card.phones).toEqual(["+35932640111"]);
    expect(domainOfCard(card)).toBe("kolev.bg");
  });

  test("in German gives the same", () => {
    const text = `Mit freundlichen Grüßen\nDr. Jürgen Müller\nLeiter Einkauf\n\nNordwind GmbH & Co. KG\nHafenstraße 5, 20457 Hamburg\nTel: +49 40 123456-0\nMobil: 0171 2345678\nE-Mail: j.mueller@nordwind.de`;
    expect(readSignature(text, "DE")).toMatchObject({
      name: "Dr. Jürgen Müller",
      jobTitle: "Leiter Einkauf",
      company: "Nordwind GmbH & Co. KG",
      email: "j.mueller@nordwind.de",
      phone: "+49401234560",
      phones: ["+491712345678"],
    });
  });

  test("in English on two lines gives the same", () => {
    const card = readSignature("Jane Doe, VP of Sales\nAcme Inc. | +1 (415) 555-2671 | jane.doe@acme.com", "US");
    expect(card).toMatchObject({
      name: "Jane Doe",
      jobTitle: "VP of Sales",
      company: "Acme Inc.",
      phone: "+14155552671",
      email: "jane.doe@acme.com",
    });
  });

  test("in Spanish gives the same", () => {
    const card = readSignature(
      "María del Carmen Núñez\nGerente de Compras\nCafés del Sur, S.L.\nMóvil: 612 345 678\nmcnunez@cafesdelsur.es",
      "ES",
    );
    expect(card).toMatchObject({
      name: "María del Carmen Núñez",
      jobTitle: "Gerente de Compras",
      company: "Cafés del Sur, S.L.",
      phone: "+34612345678",
    });
  });

  test("in Chinese gives the same", () => {
    const card = readSignature(
      "王小明\n销售经理\n上海远东贸易有限公司\n手机：138 0013 8000\n邮箱：wang@yuandong.cn",
      "CN",
    );
    expect(card).toMatchObject({
      name: "王小明",
      jobTitle: "销售经理",
      company: "上海远东贸易有限公司",
      phone: "+8613800138000",
      email: "wang@yuandong.cn",
    });
  });

  test("finds the company by the mail's domain when no legal form is named", () => {
    expect(readSignature("Tom Berg\nNordwind\ntom@nordwind.de", "DE")).toMatchObject({
      name: "Tom Berg",
      company: "Nordwind",
    });
  });

  test("of only a phone number is a phone number", () => {
    expect(readSignature("0888 123 456", "BG")).toEqual({ phone: "+359888123456", phones: [], emails: [] });
  });

  test("never fails, whatever is pasted", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        (text) => readSignature(text, "BG").phones.length >= 0,
      ),
    );
  });

  test("of 10,000 signs is read in well under a second", () => {
    const started = performance.now();
    readSignature(`${"a@".repeat(2_000)}${"+359 ".repeat(500)}${"Ааа ".repeat(900)}`, "BG");
    expect(performance.now() - started).toBeLessThan(promised(500));
  });
});

describe("a pasted vCard", () => {
  test("of version 3 gives everything it says", () => {
    const text = `BEGIN:VCARD\nVERSION:3.0\nN:Kolev;Ivan;;;\nFN:Ivan Kolev\nORG:Kolev Ltd;Sales\nTITLE:Owner\nTEL;TYPE=WORK,VOICE:+359 2 123 4567\nTEL;TYPE=CELL:+359 888 123 456\nEMAIL;TYPE=INTERNET:ivan@kolev.bg\nURL:https://kolev.bg\nEND:VCARD`;
    expect(readSignature(text, "BG")).toEqual({
      name: "Ivan Kolev",
      company: "Kolev Ltd",
      jobTitle: "Owner",
      email: "ivan@kolev.bg",
      phone: "+359 2 123 4567",
      website: "https://kolev.bg",
      phones: ["+359 888 123 456"],
      emails: [],
    });
  });

  test("with only a phone is a card with only a phone", () => {
    expect(readSignature("BEGIN:VCARD\nVERSION:4.0\nTEL;VALUE=uri:tel:+359888123456\nEND:VCARD", "BG")).toEqual({
      phone: "+359888123456",
      phones: [],
      emails: [],
    });
  });

  test("with grouped lines, as Apple writes them, is read too", () => {
    const text =
      "BEGIN:VCARD\nVERSION:3.0\nN:Doe;Jane;;;\nFN:Jane Doe\nitem1.EMAIL;type=INTERNET:jane@acme.com\nitem1.X-ABLabel:work\nEND:VCARD";
    expect(readSignature(text, "US")).toMatchObject({ name: "Jane Doe", email: "jane@acme.com" });
  });
});
