import { definePlugin, type Draft, type Problem, problemAt, services } from "trellis/sdk";

export const plugin = definePlugin({
  id: "sample-id",
  uses: { records: services.records },
  setup({ records }, host) {
    host.panel({
      id: "sample-id.ofDeal",
      kind: "deal",
      place: "side",
      title: "samples.many",
      order: 60,
      template: "sample-id/_panel",
      async view(actor, deal) {
        const open = {
          and: [
            { field: "deal", op: "eq", value: deal },
            { field: "done", op: "eq", value: false },
          ],
        } as const;
        const { data } = await records.list(actor, "sample", { filter: open, limit: 5 });
        return data.length > 0 ? { lines: data.map(({ id, name, day }) => ({ id, name, day })) } : undefined;
      },
    });
    host.before("sample", "create", async (draft) => dayIsKnown(draft));
    host.before("sample", "change", async (draft) => dayIsKnown(draft));
  },
});

/** What is done was done on some day. */
function dayIsKnown(draft: Draft): Problem[] {
  return draft.get("done") && !draft.get("day") ? [problemAt("day", "required", { field: "day" })] : [];
}
