// What there is about selling, for one plugin: reading for those that may read deals, the rest for those that may change what it changes.
import type { Sales } from "../deals/sales.ts";
import { behind } from "../db/lent.ts";
import { type AskedForNeeds, handedOn, recordsAskedFor, refuseBeyond } from "../plugins/live/asked-for.ts";

/** What only reads; whatever else a part can do is writing. */
const reading: ReadonlySet<string> = new Set([
  "list",
  "get",
  "find",
  "of",
  "lossReasons",
  "templates",
  "dealsPerStage",
  "mayChange",
]);

/** Conflict `plugins.not_agreed` unless it was agreed that the plugin reads deals. */
export function salesAskedFor(sales: Sales, needs: AskedForNeeds): Sales {
  refuseBeyond(needs, "deal", "read");
  return {
    ...sales,
    records: recordsAskedFor(sales.records, needs),
    deals: writing(sales.deals, needs, "deal"),
    deciders: writing(sales.deciders, needs, "deal"),
    rates: writing(sales.rates, needs, "deal"),
    pipelines: writing(sales.pipelines, needs, "pipeline"),
    setup: (on) => sales.setup(behind(on)),
  };
}

/** The same part, whose writing is refused unless the plugin may change this kind. */
function writing<Part extends object>(part: Part, needs: AskedForNeeds, kind: string): Part {
  return new Proxy(part, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const done = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args.map(handedOn));
      if (reading.has(String(name))) return done;
      return async (...args: readonly unknown[]) => {
        refuseBeyond(needs, kind, "change");
        return await done(...args);
      };
    },
  });
}
