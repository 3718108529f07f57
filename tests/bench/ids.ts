const spaces = { user: 1, company: 2, contact: 3, deal: 4, stage: 5, pipeline: 6 } as const;

/** A UUID for a number of the generated data; keeps the order of the numbers. */
export const uuidOf = (kind: keyof typeof spaces, id: number | string): string =>
  `00000000-0000-7000-8${spaces[kind]}00-${Number(id).toString(16).padStart(12, "0")}`;
