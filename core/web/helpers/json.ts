import type { Helper } from "./helper.ts";

/** `data-keys="{{json keys}}"`: data for the script, in an attribute; escaped like any text. */
export const json = (): Helper => (value: unknown) => JSON.stringify(value ?? null);
