import Handlebars from "handlebars";
import type { Frame } from "./frame.ts";
import { helpers } from "./helpers/index.ts";
import type { Tools } from "./helpers/helper.ts";
import { compileTemplates, type TemplateFolder } from "./templates.ts";

/** Fills in a template. What comes back is safe HTML. */
export type Render = (template: string, view: object, frame: Frame) => string;

/** Compiles all templates of these folders and answers with the function that fills them in. */
export function openRender(folders: readonly TemplateFolder[], tools: Tools): Render {
  const templates = compileTemplates(folders, helpers(tools));
  return (name, view, frame) => {
    const template = templates.get(name);
    if (!template) throw new Error(`There is no template "${name}"`);
    return template(view, { data: { ...frame } });
  };
}

/** Marks HTML that came out of a template as safe to put into another one. Never for anything else. */
export const rendered = (html: string): Handlebars.SafeString => new Handlebars.SafeString(html);
