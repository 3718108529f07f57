import Handlebars from "handlebars";
import type { Frame } from "./frame.ts";
import { helpers } from "./helpers/index.ts";
import type { Tools } from "./helpers/helper.ts";
import { type Broken, type TemplateFolder, Templates } from "./templates.ts";

/** Fills in a template. What comes back is safe HTML. */
export type Render = (template: string, view: object, frame: Frame) => string;

/** Compiles all templates of these folders; more may be added later, and taken out again. */
export function openTemplates(
  folders: readonly TemplateFolder[],
  { broken, ...tools }: Omit<Tools, "fill"> & { readonly broken?: Broken },
): Templates {
  const fill: Tools["fill"] = (name, view, data) => templates.fill(name, view, data);
  const templates: Templates = new Templates(helpers({ ...tools, fill }), broken);
  for (const folder of folders) templates.add(folder);
  return templates;
}

export const renderFrom =
  (templates: Templates): Render =>
  (name, view, frame) =>
    templates.get(name)(view, { data: { ...frame } });

/** Marks HTML that came out of a template as safe to put into another one. Never for anything else. */
export const rendered = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html);
