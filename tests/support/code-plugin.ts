// A small plugin with code, written into a folder of plugins.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { languages } from "../../core/i18n/languages.ts";

export interface CodePlugin {
  /** Its whole file; behind a `setup:`, what its set up does with `get` and `host`. `ID` stands for its id. */
  readonly code: string;
  readonly imports?: string;
  readonly manifest?: object;
  readonly version?: string;
  /** Writes over the plugin of this id instead of making a new one. */
  readonly id?: string;
  /** Its folder; its id if left out. */
  readonly folder?: string;
}

let made = 0;

/** Answers the id. */
export async function codePlugin(folder: string, plugin: CodePlugin): Promise<string> {
  const { code, imports = "", manifest = {}, version = "1.0.0", id = `test-${++made}` } = plugin;
  const at = join(folder, plugin.folder ?? id);
  await mkdir(join(at, "locales"), { recursive: true });
  const [before = "", work] = code.split("setup:");
  const plain = `${imports}\n${before}`;
  const whole =
    work === undefined ? plain : `${plain}\nexport const plugin = { id: "${id}", async start(get, host) { ${work} } };`;
  const said = {
    id,
    version,
    name: { en: id },
    description: { en: "A plugin for a test." },
    category: "tools",
    icon: "puzzle",
    engines: { trellis: "^0.1.0" },
    main: "index.js",
    ...manifest,
  };
  await writeFile(join(at, "plugin.json"), JSON.stringify(said, null, 2).replaceAll("ID", id));
  await writeFile(join(at, "index.js"), whole.replaceAll("ID", id));
  for (const language of languages) await writeFile(join(at, "locales", `${language}.json`), "{}");
  return id;
}
