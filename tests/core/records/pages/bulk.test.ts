import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApp, type TestApp, type TestPerson } from "../../../support/app.ts";
import { addBoats } from "../../../support/boats.ts";

let app: TestApp;
let ana: TestPerson;
let ids: string[];

beforeAll(async () => {
  app = await startTestApp();
  await addBoats(app);
  ana = await app.person("admin", { name: "Ana" });
});
beforeEach(async () => {
  await app.db.query({ text: "delete from plugin_boats.boats" });
  ids = [];
  for (const name of ["A", "B", "C"])
    ids.push((await app.records.create(ana.actor, "boat", { name, rig: "sloop", tags: ["old"] })).id);
});
afterAll(() => app.stop());

const boats = async (field: string) =>
  (await app.records.list(ana.actor, "boat", { sort: [{ field: "name", direction: "asc" }] })).data.map(
    (boat) => boat[field],
  );
const undoPath = (answer: Response) => {
  const flash =
    answer.headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith("flash="))
      ?.split(/[=;]/)[1] ?? "";
  return (JSON.parse(Buffer.from(flash, "base64url").toString()) as { undo: string }).undo;
};

describe("many records at once", () => {
  test("are asked about first: which field, which value", async () => {
    const which = await (await ana.send("/boats/bulk", { do: "edit", ids })).text();
    expect(which).toContain("Change 3 records");
    const value = await (await ana.send("/boats/bulk", { do: "edit", ids, field: "rig" })).text();
    expect(value).toContain('name="rig"');
    expect(value.match(/name="ids"/g)).toHaveLength(3);
  });

  test("get the same value, and get the old ones back by one undo", async () => {
    const answer = await ana.send("/boats/bulk", {
      do: "edit",
      ids: ids.slice(0, 2),
      field: "rig",
      rig: "ketch",
      save: "yes",
    });
    expect(answer.status).toBe(303);
    expect(await boats("rig")).toEqual(["ketch", "ketch", "sloop"]);
    await ana.send(undoPath(answer));
    expect(await boats("rig")).toEqual(["sloop", "sloop", "sloop"]);
  });

  test("get another owner", async () => {
    const boris = await app.person("sales", { name: "Boris" });
    await ana.send("/boats/bulk", { do: "assign", ids, owner: boris.id, save: "yes" });
    expect(await boats("owner")).toEqual([boris.id, boris.id, boris.id]);
  });

  test("get tags besides those they have, or lose some", async () => {
    await ana.send("/boats/bulk", { do: "tag", ids, tags: "new", how: "add", save: "yes" });
    expect(await boats("tags")).toEqual([
      ["old", "new"],
      ["old", "new"],
      ["old", "new"],
    ]);
    await ana.send("/boats/bulk", { do: "tag", ids, tags: "old", how: "remove", save: "yes" });
    expect(await boats("tags")).toEqual([["new"], ["new"], ["new"]]);
  });

  test("are all that the filter finds, not only those on the page", async () => {
    await ana.send("/boats/bulk", {
      do: "edit",
      all: "yes",
      in: "filter[name][in]=A,C",
      field: "rig",
      rig: "ketch",
      save: "yes",
    });
    expect(await boats("rig")).toEqual(["ketch", "sloop", "ketch"]);
  });

  test("go to the trash and come back together", async () => {
    const answer = await ana.send("/boats/bulk", { do: "remove", ids });
    expect(await boats("name")).toEqual([]);
    await ana.send(undoPath(answer));
    expect(await boats("name")).toEqual(["A", "B", "C"]);
  });

  test("are left alone where the person may not change them", async () => {
    const boris = await app.person("sales", { name: "Boris" });
    await app.records.change(ana.actor, "boat", ids[0] ?? "", { owner: boris.id });
    await boris.send("/boats/bulk", { do: "edit", ids, field: "rig", rig: "ketch", save: "yes" });
    expect(await boats("rig")).toEqual(["ketch", "sloop", "sloop"]);
  });

  test("need to be chosen", async () => {
    const answer = await ana.send("/boats/bulk", { do: "remove" });
    expect(answer.status).toBe(303);
    expect(await boats("name")).toHaveLength(3);
  });

  test("refuse a value that does not fit, and keep the choice", async () => {
    const answer = await ana.send("/boats/bulk", { do: "edit", ids, field: "email", email: "nobody", save: "yes" });
    expect(answer.status).toBe(422);
    expect((await answer.text()).match(/name="ids"/g)).toHaveLength(3);
  });
});
