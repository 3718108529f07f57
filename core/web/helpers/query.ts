import type { HelperOptions } from "handlebars";
import type { Helper } from "./helper.ts";

/** `href="{{query "/deals" q=q after=next}}"`: a path with its query, empty values left out. */
export const query = (): Helper => (path: string, options: HelperOptions) => {
  const pairs = Object.entries(options.hash as Record<string, unknown>);
  const kept = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value !== false);
  const text = new URLSearchParams(kept.map(([key, value]): [string, string] => [key, String(value)])).toString();
  return text === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${text}`;
};
