import type { Problem } from "trellis/sdk";

/** Something that does not fit at a field, with a sentence of this plugin, which may speak of `values`. */
export const problem = (path: string, code: string, values?: Problem["values"]): Problem => ({
  pointer: `/${path}`,
  code: `activities.${code}`,
  message: `activities.problem.${code}`,
  ...(values && { values }),
});
