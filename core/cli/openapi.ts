import { writeFile } from "node:fs/promises";
import { labelsIn } from "../records/api/label.ts";
import { openApiDocument } from "../records/api/openapi/document.ts";
import { services } from "../sdk/services.ts";
import { productVersion } from "../settings/schema.ts";
import type { Command } from "./command.ts";

const openapi: Command = {
  name: "openapi",
  options: { out: "text" },
  async run(call) {
    const [kinds, contributions] = [await call.get(services.kinds), await call.get(services.contributions)];
    const { settings } = await call.office();
    const document = openApiDocument({
      kinds: kinds.all(),
      parts: contributions.apiParts,
      label: labelsIn(call.words, call.language),
      server: settings.publicUrl,
      version: productVersion,
    });
    const text = JSON.stringify(document, null, 2);
    const out = call.text("out");
    if (out === undefined) return { data: document, text };
    await writeFile(out, `${text}\n`);
    return { data: { file: out }, text: call.t("cli.written", { file: out }) };
  },
};

export const openapiCommands: readonly Command[] = [openapi];
