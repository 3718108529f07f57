import type { Helper, Tools } from "./helper.ts";

/** `{{asset "app/main.js"}}`: the address of a file under assets, which changes when the file does. */
export const asset =
  ({ assets }: Tools): Helper =>
  (name: string) =>
    assets.url(name);
