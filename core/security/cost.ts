// What a call of the REST API costs, told by its address alone: cheap ones must not pay for dear ones.

export const costs = ["read", "write", "search", "export"] as const;
export type Cost = (typeof costs)[number];

const file = /\/export\.[a-z]+$/;
/** Questions that look through many records, however few come back. */
const search = /\/(query|summary|figures|funnel|forecast|losses)$/;
const words = /(^|&)q=[^&]/;

/** The class whose quota a call is taken from. */
export function costOf(method: string, path: string, query: string): Cost {
  if (file.test(path)) return "export";
  if (search.test(path) || words.test(query)) return "search";
  return method === "GET" || method === "HEAD" ? "read" : "write";
}
