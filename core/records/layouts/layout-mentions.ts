// Which fields layouts arrange, and how they learn a field's new path.
import { namesIn, renamed as renamedIn } from "../expressions/names.ts";
import type { MentionSource } from "../fields/life/mentions.ts";
import type { Layout } from "./layout.ts";
import { readLayouts } from "./read-layouts.ts";

const pathsIn = ({ sections, list, facts, quick }: Layout): Set<string> => {
  const placed = sections.flatMap(({ fields, when }) => [...fields.map(({ path }) => path), ...namesIn(when ?? "")]);
  return new Set([...placed, ...list, ...facts, ...quick]);
};

function renamed({ sections, ...lists }: Layout, from: string, to: string): Layout {
  const other = (path: string): string => (path === from ? to : path);
  const [list, facts, quick] = [lists.list, lists.facts, lists.quick].map((paths) => paths.map(other));
  const arranged = sections.map((section) => ({
    ...section,
    fields: section.fields.map((placed) => ({ ...placed, path: other(placed.path) })),
    ...(section.when !== undefined && { when: renamedIn(section.when, from, to) }),
  }));
  return { sections: arranged, list: list ?? [], facts: facts ?? [], quick: quick ?? [] };
}

export const layoutMentions: MentionSource = {
  async find(db, kind, path) {
    const using = (await readLayouts(db)).filter((row) => row.kind === kind.name && pathsIn(row.layout).has(path));
    return using.map(({ role }) => ({
      place: "layout",
      name: role,
      link: `/settings/layouts/${kind.name}${role === "" ? "" : `?role=${encodeURIComponent(role)}`}`,
    }));
  },
  async rename(trx, kind, { from, to }) {
    const text = "update layouts set layout = $3, version = version + 1 where kind = $1 and role = $2";
    for (const { role, layout } of (await readLayouts(trx)).filter((row) => row.kind === kind.name)) {
      if (pathsIn(layout).has(from))
        await trx.query({ text, values: [kind.name, role, JSON.stringify(renamed(layout, from, to))] });
    }
  },
};
