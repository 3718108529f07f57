import type { Problem } from "trellis/sdk";

/** Something that does not fit at a field, with a sentence of this plugin. */
export const problem = (path: string, code: string, values: Readonly<Record<string, unknown>> = {}): Problem => ({
  pointer: `/${path}`,
  code: `products.${code}`,
  message: `products.problem.${code}`,
  values,
});
