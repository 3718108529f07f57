// Every way by which a value comes into a record.
import { services } from "../../../core/sdk/services.ts";
import type { TestPerson } from "../app.ts";
import { type Granted, type KindName, kinds } from "../granted.ts";
import { both, fresh, names, page, part, rest, uploaded, type Way } from "./way.ts";

/** What somebody may write through. */
export interface WayIn extends Way {
  write(office: Granted, person: TestPerson, written: { path: string; value: string }): Promise<unknown>;
}

const bodyOf = (path: string, value: string) => ({ custom: { [path.replace("custom.", "")]: value } });
const second = (office: Granted, kind: KindName): string => office.ids[kind][1];

const wayIn = (name: string, kind: KindName, routes: readonly string[], write: WayIn["write"]): WayIn => ({
  name: `${name}, ${kind}`,
  kind,
  routes,
  write,
});

export const waysIn: readonly WayIn[] = [
  ...names.flatMap((kind) => [
    wayIn("REST, a change", kind, both("PATCH", "/:id"), (o, person, { path, value }) =>
      person.api("PATCH", `${rest(o, kind)}/${second(o, kind)}`, bodyOf(path, value)),
    ),
    wayIn("REST, a new one", kind, both("POST", ""), (o, person, { path, value }) =>
      person.api("POST", rest(o, kind), { name: fresh(), ...bodyOf(path, value) }),
    ),
    wayIn("REST, a batch", kind, both("POST", "/batch"), (o, person, { path, value }) =>
      person.api("POST", `${rest(o, kind)}/batch`, {
        operations: [{ method: "change", id: second(o, kind), body: bodyOf(path, value) }],
      }),
    ),
    wayIn("REST, by another system's id", kind, both("PUT", "/by/:source/:externalId"), (o, person, { path, value }) =>
      person.api("PUT", `${rest(o, kind)}/by/test/${fresh().replace(" ", "-")}`, {
        name: fresh(),
        ...bodyOf(path, value),
      }),
    ),
    wayIn("the form", kind, ["POST /:plural/:id"], (o, person, { path, value }) =>
      person.send(`${page(o, kind)}/${second(o, kind)}`, { [path]: value }),
    ),
    wayIn("a new form", kind, ["POST /:plural"], (o, person, { path, value }) =>
      person.send(page(o, kind), { name: fresh(), [path]: value }),
    ),
    wayIn("quick create", kind, ["POST /new/:plural"], (_, person, { path, value }) =>
      person.send(`/new/${kinds[kind].plural}`, { name: fresh(), [path]: value }),
    ),
    wayIn("a cell", kind, ["POST /:plural/:id/cells/:field"], (o, person, { path, value }) =>
      person.send(`${page(o, kind)}/${second(o, kind)}/cells/${path}`, { [path]: value, was: "" }, part),
    ),
    wayIn("many at once", kind, ["POST /:plural/bulk"], (o, person, { path, value }) =>
      person.send(`${page(o, kind)}/bulk`, {
        do: "edit",
        ids: [second(o, kind)],
        field: path,
        [path]: value,
        save: "yes",
      }),
    ),
    wayIn(
      "an undo of another's change",
      kind,
      ["POST /changes/:kind/:id/:version/undo"],
      async (o, person, written) => {
        const at = `${rest(o, kind)}/${second(o, kind)}`;
        await o.admin.api("PATCH", at, bodyOf(written.path, written.value));
        const changed = await o.admin.api("PATCH", at, bodyOf(written.path, `over ${written.value}`));
        const { version } = (await changed.json()) as { version: number };
        await person.send(`/changes/${kind}/${second(o, kind)}/${version}/undo`);
      },
    ),
  ]),
  wayIn(
    "a merge",
    "contact",
    ["POST /api/v1/contacts/:id/merge", "POST /api/v1/companies/:id/merge"],
    async (o, person, written) => {
      const [winner, loser] = await pairOf(o, written);
      await person.api("POST", `/api/v1/contacts/${winner}/merge`, { loser, choices: { [written.path]: "loser" } });
      await o.admin.api("DELETE", `/api/v1/contacts/${loser}`);
    },
  ),
  wayIn(
    "a merge by page",
    "contact",
    ["POST /contacts/:id/merge", "POST /companies/:id/merge"],
    async (o, person, written) => {
      const [winner, loser] = await pairOf(o, written);
      await person.send(`/contacts/${winner}/merge`, { with: loser, [`choice.${written.path}`]: "loser" });
      await o.admin.api("DELETE", `/api/v1/contacts/${loser}`);
    },
  ),
  wayIn("an import", "contact", [], async (o, person, { path, value }) => {
    const id = await uploaded(person, `Name;Key\n${fresh()};${value}\n`);
    const plan = { columns: { Name: { to: "name" }, Key: { to: path } } };
    const planned = await person.api("PUT", `/api/v1/imports/${id}/plan`, plan);
    const imports = o.app.get(services.imports);
    const actor = await o.app.get(services.people).actors.ofUser(person.id, "page");
    if (actor && planned.status === 200) await imports.check(actor, id).then(() => imports.runNow(actor, id));
  }),
];

/** Two fresh contacts; the second one has the value. */
async function pairOf(office: Granted, { path, value }: { path: string; value: string }): Promise<[string, string]> {
  const make = async (text: string): Promise<string> => {
    const answer = await office.admin.api("POST", "/api/v1/contacts", { name: fresh(), ...bodyOf(path, text) });
    return ((await answer.json()) as { id: string }).id;
  };
  return [await make("the winner's"), await make(value)];
}
