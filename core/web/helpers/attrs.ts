import Handlebars from "handlebars";
import type { Helper } from "./helper.ts";

/** Names templates may set from data: no handlers, no styles, no addresses. */
const name = /^(?!on|style$|src|href$|action$|formaction$|hx-)[a-z][a-z0-9-]*$/;

/** `<input {{attrs field.attributes}}>`: attributes from an object; true is a bare name, false, null and undefined are left out. */
export const attrs = (): Helper => (values: Readonly<Record<string, unknown>> | null) => {
  const escape = Handlebars.escapeExpression;
  const parts = Object.entries(values ?? {}).flatMap(([key, value]) => {
    if (value === false || value === null || value === undefined) return [];
    if (!name.test(key)) throw new Error(`"${key}" may not be set from data`);
    return value === true ? [key] : [`${key}="${escape(String(value))}"`];
  });
  return new Handlebars.SafeString(parts.join(" "));
};
