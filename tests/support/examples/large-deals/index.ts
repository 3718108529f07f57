import { definePlugin, problemAt, services } from "trellis/sdk";

const LARGE = 100_000;

export const plugin = definePlugin({
  id: "large-deals",
  uses: { records: services.records },
  setup({ records }, host) {
    host.panel({
      id: "large-deals.ofCompany",
      kind: "company",
      place: "side",
      title: "large-deals.panel",
      order: 60,
      template: "large-deals/_panel",
      async view(actor, company) {
        const open = {
          and: [
            { field: "company", op: "eq", value: company },
            { field: "status", op: "eq", value: "open" },
          ],
        } as const;
        const { data } = await records.list(actor, "deal", {
          filter: open,
          sort: [{ field: "amount", direction: "desc" }],
          limit: 3,
        });
        return data.length > 0 ? { deals: data.map(({ id, name }) => ({ id, name })) } : undefined;
      },
    });
    host.before("deal", "create", async (draft) => {
      const isLarge = Number(draft.get("amount")?.amount ?? 0) > LARGE;
      return isLarge && !draft.get("description")
        ? [problemAt("description", "required", { field: "description" })]
        : [];
    });
  },
});
