/** A number about the work of a module, for whoever watches the installation. */
export interface Metric {
  /** Small letters, digits and `_`; the module's id is put before it. */
  readonly name: string;
  /** `counter`: grows; `gauge`: goes up and down; `histogram`: how values are spread. */
  readonly type: "counter" | "gauge" | "histogram";
  /** English, like all of `/metrics`. */
  readonly help: string;
  /** Label → the values it may have; any other is counted as `other`. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** Upper bounds of a histogram. */
  readonly buckets?: readonly number[];
}

export type Labels = Readonly<Record<string, string>>;

/** `site-visits` and `rides_done` → `site__visits_rides_done_total`: a hyphen becomes two, so that no two modules share a name. */
export const promName = (owner: string, { name, type }: Metric): string =>
  `${owner.replaceAll("-", "__")}_${name}${type === "counter" ? "_total" : ""}`;

/** Every label with a value that was declared, so that what is counted cannot grow without end. */
export function labelsFor({ labels = {} }: Metric, given: Labels): Labels {
  const known = Object.entries(labels).map(([label, values]) => {
    const value = given[label] ?? "";
    return [label, values.includes(value) ? value : "other"] as const;
  });
  return Object.fromEntries(known);
}
