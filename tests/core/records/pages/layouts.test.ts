import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Layout, LayoutSection } from "../../../../core/records/layouts/layout.ts";
import { movedTo, shifted, spotOf, steppedBy } from "../../../../core/records/layouts/rearrange.ts";
import { services } from "../../../../core/sdk/services.ts";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addManyFields } from "../../../support/many-fields.ts";

let app: TestApp;
let ada: TestPerson;
beforeAll(async () => {
  app = await startTestApp();
  ada = await app.person("admin", { language: "de" });
});
afterAll(() => app.stop());

const path = "/settings/layouts/contact";
const unescaped = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&#x3D;", "=").replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
const layoutIn = (html: string): Layout =>
  JSON.parse(unescaped(/name="layout" value="([^"]*)"/.exec(html)?.[1] ?? "")) as Layout;
const start = async () => layoutIn(await (await ada.visit(path)).text());
const press = async (layout: Layout, form: Record<string, string>) =>
  await ada.send(path, { layout: JSON.stringify(layout), version: "0", role: "", part: "form", ...form });
const pathsOf = ({ sections }: Layout) => sections.map(({ fields }) => fields.map((one) => one.path));

describe("the page that arranges fields", () => {
  test("moves the chosen field and saves nothing yet", async () => {
    const layout = await start();
    const [first = "", second = ""] = pathsOf(layout)[0] ?? [];
    const moved = layoutIn(await (await press(layout, { chosen: second, do: "up" })).text());
    expect(pathsOf(moved)[0]?.slice(0, 2)).toEqual([second, first]);
    expect(await start()).toEqual(layout);
  });

  test("takes what a pointer dropped, and headings in every language", async () => {
    const layout = await start();
    const [first = ""] = pathsOf(layout)[0] ?? [];
    const form = { do: "drop", dropped: `${first}|1|0`, "columns.0": "1", "title.0.de": "Wer", "title.0.en": "Who" };
    const moved = layoutIn(await (await press(layout, form)).text());
    expect(pathsOf(moved)[1]?.[0]).toBe(first);
    expect(moved.sections[0]).toMatchObject({ title: { de: "Wer", en: "Who" }, columns: 1 });
  });

  test("keeps a heading of the product its word while nobody writes another", async () => {
    const layout = await start();
    const at = layout.sections.findIndex(({ title }) => title === "contacts.section.place");
    const same = layoutIn(
      await (
        await press(layout, {
          do: "part:list",
          [`columns.${at}`]: "2",
          [`title.${at}.de`]: app.get(services.words).t("de", "contacts.section.place"),
        })
      ).text(),
    );
    expect(same.sections[at]?.title).toBe("contacts.section.place");
  });

  test("dissolves a section into the last one, adds columns to lists, saves and goes back", async () => {
    const layout = await start();
    const less = layoutIn(await (await press(layout, { do: "section.away:0" })).text());
    const listed = layoutIn(await (await press(less, { part: "list", do: "add", added: "city" })).text());
    expect(listed.list.at(-1)).toBe("city");
    expect((await press(listed, { do: "save" })).status).toBe(303);
    expect(app.get(services.kinds).get("contact").layouts.get("")).toEqual(listed);
    expect(await (await ada.visit("/contacts/new")).text()).toContain("Weiteres");
    const late = await press(layout, { do: "save" });
    expect(late.status).toBe(422);
    expect((await ada.send(path, { do: "reset", version: "1", role: "" })).status).toBe(303);
    expect(app.get(services.kinds).get("contact").layouts.size).toBe(0);
  });

  test("refuses what is no layout, and who may not", async () => {
    expect((await ada.send(path, { layout: "{", version: "0", role: "", do: "up" })).status).toBe(400);
    expect((await ada.send(path, { layout: '{"sections":7}', version: "0", role: "", do: "up" })).status).toBe(422);
    expect((await ada.visit("/settings/layouts/nothing")).status).toBe(404);
    const sales = await app.person("sales");
    expect((await sales.visit(path)).status).toBe(403);
    expect((await sales.send(path, { do: "save" })).status).toBe(403);
  });

  test("stays light with 300 fields", async () => {
    await addManyFields(app, "company", 285);
    for (const part of ["form", "list", "quick"]) {
      const html = await (await ada.visit(`/settings/layouts/company?part=${part}`)).text();
      expect(html.match(/<[a-z]/g)?.length ?? 0).toBeLessThan(2500);
    }
  });
});

describe("arranging", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const sections: LayoutSection[] = [["a", "b"], [], ["c", "d", "e"], ["f"]].map((paths) => ({
    title: null,
    columns: 1,
    fields: paths.map((one) => ({ path: one, full: false })),
  }));
  const all = (some: readonly LayoutSection[]) =>
    some.flatMap(({ fields }) => fields.map((one) => one.path)).toSorted();

  test("never loses or doubles a field, whatever moves", () => {
    const step = fc.oneof(
      fc.record({ path: fc.constantFrom(...names), by: fc.constantFrom(1 as const, -1 as const) }),
      fc.record({
        path: fc.constantFrom(...names),
        section: fc.integer({ min: -1, max: 5 }),
        index: fc.integer({ min: 0, max: 9 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const end = steps.reduce<readonly LayoutSection[]>(
          (now, one) => ("by" in one ? steppedBy(now, one.path, one.by) : movedTo(now, one.path, one)),
          sections,
        );
        expect(all(end)).toEqual(names);
      }),
    );
  });

  test("a step down and a step up end where they began", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names.filter((name) => name !== "f")), (name) => {
        const back = steppedBy(steppedBy(sections, name, 1), name, -1);
        expect(spotOf(back, name)).toEqual(spotOf(sections, name));
      }),
    );
  });

  test("stops at the ends of a list", () => {
    expect(shifted(["x", "y"], 1, 1)).toEqual(["x", "y"]);
    expect(shifted(["x", "y"], 1, -1)).toEqual(["y", "x"]);
  });
});
