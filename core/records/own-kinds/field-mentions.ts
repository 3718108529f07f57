// How a kind's definition learns a field's new path. Where it uses the field, the compiled kind already says.
import type { MentionSource } from "../fields/life/mentions.ts";
import type { KindPlan } from "./own-kind.ts";

type Paths = Pick<KindPlan, "listColumns" | "boardField">;

export const fieldMentions: MentionSource = {
  find: async () => [],
  async rename(trx, kind, { from, to }) {
    if (!kind.own) return;
    const text = "select definition from own_kinds where name = $1";
    const [row] = await trx.query<{ definition: Paths }>({ text, values: [kind.name] });
    if (!row) return;
    const other = (path: string): string => (path === from ? to : path);
    const { listColumns, boardField } = row.definition;
    const paths: Paths = { listColumns: listColumns.map(other), boardField: boardField && other(boardField) };
    await trx.query({
      text: "update own_kinds set definition = definition || $2::jsonb, version = version + 1 where name = $1",
      values: [kind.name, JSON.stringify(paths)],
    });
  },
};
