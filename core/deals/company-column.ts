// How many open deals each company of a list has, for whoever may read deals: only theirs are counted.
import type { ListColumn } from "../records/list-column.ts";
import type { Sales } from "./sales.ts";

export const openDealsColumn = ({ summaries }: Pick<Sales, "summaries">): ListColumn => ({
  id: "deals.open",
  kind: "company",
  label: "deals.column.open",
  order: 10,
  schema: { "x-type": "integer" },
  permission: "deals.read",
  async values(actor, ids) {
    const filter = {
      and: [
        { field: "company", op: "in", value: ids },
        { field: "status", op: "eq", value: "open" },
      ],
    } as const;
    const rows = await summaries.rows(actor, { group: ["company"], filter });
    return new Map(
      rows.map(({ company, count }) => [String(company), { value: count, path: openDealsOf(String(company)) }]),
    );
  },
});

const openDealsOf = (company: string): string =>
  `/deals?${new URLSearchParams({ "filter[company]": company, "filter[status]": "open" })}`;
