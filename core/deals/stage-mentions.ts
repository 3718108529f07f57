// Fields that a stage asks for before a deal may enter it.
import type { MentionSource } from "../records/fields/life/mentions.ts";

const asking = `from stages s join pipelines p on p.id = s.pipeline_id
  where s.deleted_at is null and s.entry_rules -> 'required' ? $1`;

export const stageMentions: MentionSource = {
  async find(db, kind, path) {
    if (kind.name !== "deal") return [];
    const text = `select p.id, p.name || ' · ' || s.name as name ${asking} order by p.name, s.position`;
    const stages = await db.query<{ id: string; name: string }>({ text, values: [path] });
    return stages.map(({ id, name }) => ({ place: "stage", name, link: `/settings/pipelines/${id}` }));
  },
  async rename(trx, kind, { from, to }) {
    if (kind.name !== "deal") return;
    const text = `update stages s set entry_rules = jsonb_set(entry_rules, '{required}',
        (select jsonb_agg(case when path = $1 then $2 else path end) from jsonb_array_elements_text(entry_rules -> 'required') path)),
      version = version + 1, updated_at = now() where entry_rules -> 'required' ? $1`;
    await trx.query({ text, values: [from, to] });
  },
};
