// Every word there is: the product's and those of the plugins beside it.
import { joined, readCatalogue, readPluginCatalogue } from "../../core/i18n/catalogue.ts";
import { pluginFolders, root } from "./sources.ts";

export const everyWord = [readCatalogue(root), ...pluginFolders.map(readPluginCatalogue)].reduce(joined);
