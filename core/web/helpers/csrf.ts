import Handlebars, { type HelperOptions } from "handlebars";
import { frameIn, type Helper } from "./helper.ts";

/** `{{csrf}}`: the hidden field every form that writes carries. */
export const csrf = (): Helper => (options: HelperOptions) => {
  const token = Handlebars.escapeExpression(frameIn(options).csrf);
  return new Handlebars.SafeString(`<input type="hidden" name="_csrf" value="${token}">`);
};
