// Plugins say `trellis/sdk` wherever they lie. For those beside the product Node finds it in the product's package.json; for a
// folder elsewhere, or a package, it is told here. Both ways lead to the same file, so that nothing is there twice.
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { productRoot } from "../../settings/schema.ts";

const door = "trellis/sdk";
const url = pathToFileURL(join(productRoot, "core/sdk/index.ts")).href;

let isOpen = false;

/** From now on `trellis/sdk` is this product's, whichever file of the process asks for it. */
export function openDoor(): void {
  if (isOpen) return;
  isOpen = true;
  registerHooks({
    resolve: (name, context, next) => (name === door ? { url, shortCircuit: true } : next(name, context)),
  });
}
