// Plugins say `trellis/sdk` wherever they lie. For those beside the product Node finds it in the product's package.json; for a
// folder elsewhere, or a package, it is told here. Both ways lead to the same file, so that nothing is there twice.
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { productRoot } from "../../settings/schema.ts";

const addressOf = (file: string): string => pathToFileURL(join(productRoot, file)).href;

const doors = new Map([
  ["trellis/sdk", addressOf("core/sdk/index.ts")],
  ["trellis/testing", addressOf("core/sdk/testing.ts")],
]);

let isOpen = false;

/** From now on `trellis/sdk` and `trellis/testing` are this product's, whichever file of the process asks for it. */
export function openDoor(): void {
  if (isOpen) return;
  isOpen = true;
  registerHooks({
    resolve: (name, context, next) => {
      const url = doors.get(name);
      return url === undefined
        ? ofOneEdition(name, context.parentURL, next(name, context))
        : { url, shortCircuit: true };
    },
  });
}

/** What a plugin's file imports beside itself is as new as the file: `?v=` of the one is that of the other. */
function ofOneEdition<T extends { readonly url: string }>(name: string, parent: string | undefined, found: T): T {
  const edition = name.startsWith(".") ? URL.parse(parent ?? "")?.searchParams.get("v") : undefined;
  return edition ? { ...found, url: `${found.url}?v=${edition}` } : found;
}
