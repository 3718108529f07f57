import type { Helper } from "./helper.ts";

// Own paths, queries and places on the page may be followed too.
const allowed = /^(https?|mailto|tel):/i;

/** `href="{{url website}}"`: only addresses a person may safely follow; anything else leads nowhere. */
export const url = (): Helper => (value: unknown) => {
  const text = typeof value === "string" ? value.trim() : "";
  if (allowed.test(text) && !/\p{Cc}/u.test(text)) return text;
  return /^(?:\/(?![/\\])|[?#])/.test(text) ? text : "#";
};
