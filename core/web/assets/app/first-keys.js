// Whoever is quicker than the page loses no key: what was pressed before all commands were bound is done now.
import { hear } from "./keys.js";

for (const event of window.keptKeys()) hear(event);
