// What the help page answers, and on which pages it is asked. Words: `help.<id>.question` and `help.<id>.answer`.

export interface Topic {
  readonly id: string;
  /** Beginnings of the addresses it belongs to. */
  readonly pages: readonly string[];
}

export const topics: readonly Topic[] = [
  { id: "import", pages: ["/imports", "/contacts", "/companies"] },
  { id: "undo", pages: ["/changes", "/trash", "/contacts", "/companies", "/deals"] },
  { id: "find", pages: ["/search", "/contacts", "/companies"] },
  { id: "signature", pages: ["/new", "/contacts"] },
  { id: "duplicate", pages: ["/new", "/contacts", "/companies"] },
  { id: "duplicates", pages: ["/contacts", "/companies"] },
  { id: "filter", pages: ["/contacts", "/companies", "/deals"] },
  { id: "conflict", pages: ["/contacts", "/companies", "/deals"] },
  { id: "move", pages: ["/deals/board", "/deals"] },
  { id: "lost", pages: ["/deals/board", "/deals"] },
  { id: "quiet", pages: ["/deals/board", "/deals", "/"] },
  { id: "keys", pages: [] },
  { id: "invite", pages: ["/settings"] },
  { id: "words", pages: ["/settings"] },
  { id: "fields", pages: ["/settings"] },
  { id: "layouts", pages: ["/settings"] },
  { id: "token", pages: ["/settings", "/me"] },
];

/** Topics of this page first, then all the others. */
export function topicsFor(path: string): { here: readonly Topic[]; others: readonly Topic[] } {
  const fits = (page: string): boolean => (page === "/" ? path === "/" : path === page || path.startsWith(`${page}/`));
  const here = topics.filter((topic) => topic.pages.some(fits));
  return { here, others: topics.filter((topic) => !here.includes(topic)) };
}
