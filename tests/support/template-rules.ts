// What templates may not do. Each rule carries a planted mistake that proves it still sees.

export interface TemplateRule {
  readonly name: string;
  /** A piece of template that breaks this rule. */
  readonly plant: string;
  /** Read with its partials put in. */
  readonly whole?: boolean;
  /** What is wrong in a template, each as the piece of text that is. */
  faults(source: string): string[];
}

/** Comments say nothing to anybody and count for nothing. */
const withoutComments = (source: string): string =>
  source.replace(/\{\{!--[\s\S]*?--\}\}|\{\{![\s\S]*?\}\}|<!--[\s\S]*?-->/g, "");

const found =
  (pattern: RegExp) =>
  (source: string): string[] =>
    [...source.matchAll(pattern)].map(([text]) => text.slice(0, 120));

/** A tag as written, `>` inside of quotes or mustaches included. */
const tag = /<[a-z][\w-]*(?:\{\{[\s\S]*?\}\}|"(?:\{\{[\s\S]*?\}\}|[^"])*"|'[^']*'|[^'">])*>/gi;

const tagsWhere =
  (wrong: (text: string) => boolean) =>
  (source: string): string[] =>
    [...source.matchAll(tag)].map(([text]) => text).filter(wrong);

/** Every `<form …>…</form>` of a template. */
const forms = (source: string): string[] => [...source.matchAll(/<form\b[\s\S]*?<\/form>/gi)].map(([text]) => text);

/** Attributes that are read aloud or shown. */
const spoken = /\s(?:aria-label|title|placeholder|alt|aria-description|data-key-label)="[^"]*\p{L}[^"]*"/gu;
/** Currencies and names of fields are the same in every language. */
const code = /"[A-Z]{3}"$|[a-z][A-Z]/;

const mustaches = /\{\{[\s\S]*?\}\}/g;

const all: TemplateRule[] = [
  {
    name: "P1: no form inside of a form, and no rows inside of the bulk form",
    plant: `<form data-bulk><table><tr><td><form></form></td></tr></table></form>`,
    faults: (source) =>
      forms(source).filter((form) => /<form/i.test(form.slice(5)) || (/data-bulk/.test(form) && /<tr/i.test(form))),
  },
  {
    name: "P3: what asks for a part says where it goes and how",
    plant: `<button hx-post="/x" hx-target="#y">`,
    faults: tagsWhere(
      (text) =>
        /\shx-(get|post|put|patch|delete)=/.test(text) && !(/\shx-target=/.test(text) && /\shx-swap=/.test(text)),
    ),
  },
  {
    name: "P3: nothing is inherited but the header on the body",
    plant: `<div hx-target:inherited="#x">`,
    faults: tagsWhere((text) => /\shx-[\w-]+:inherited/.test(text) && !text.startsWith("<body")),
  },
  {
    name: "P9: no code in attributes",
    plant: `<a hx-on:click="x()">`,
    faults: found(/\s(?:hx-on[:\w-]*|on[a-z]+)=/gi),
  },
  { name: "P9: no code in values", plant: `<a hx-vals="js:{a: 1}">`, faults: found(/["']\s*(?:js|javascript):/gi) },
  {
    name: "P9: no filters on triggers",
    plant: `<a hx-trigger="click[ctrlKey]">`,
    faults: found(/hx-trigger="[^"]*\[[^"]*"/g),
  },
  {
    name: "P9: no script and no style in pages",
    plant: `<script>x()</script>`,
    faults: found(/<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=/gi),
  },
  { name: "P10: nothing unescaped", plant: `{{{text}}}`, faults: found(/\{\{\{|\{\{~?&/g) },
  { name: "P10: attribute values stand in quotes", plant: `<a title={{x}}>`, faults: found(/\s[\w:-]+=\{\{/g) },
  {
    name: "P10: an address from data goes through url, asset or query",
    plant: `<a href="{{website}}">`,
    faults: found(
      /\s(?:href|src|action|formaction|hx-(?:get|post|put|patch|delete))="\{\{(?!#|(?:url|asset|query) )[^"]*"/g,
    ),
  },
  {
    name: "P14: no select in a card",
    plant: `<li data-card="/deals/1"><select></select></li>`,
    faults: (source) =>
      [...source.matchAll(/data-card=[\s\S]*?<\/li>/g)].map(([text]) => text).filter((text) => /<select/.test(text)),
  },
  {
    name: "a form that writes carries the token",
    whole: true,
    plant: `<form method="post"></form>`,
    faults: (source) =>
      forms(source).filter((form) => /^<form[^>]*method="post"/i.test(form) && !/\{\{~?csrf/.test(form)),
  },
  {
    name: "no word stands in a template itself",
    plant: `<p>Hello</p>`,
    faults: (source) => literalTexts(source),
  },
  {
    name: "no word stands in an attribute",
    plant: `<input placeholder="Name">`,
    faults: (source) => found(spoken)(source.replace(mustaches, "")).filter((text) => !code.test(text)),
  },
];

/** Rules read templates without their comments. */
export const templateRules: readonly TemplateRule[] = all.map((rule) => ({
  ...rule,
  faults: (source) => rule.faults(withoutComments(source)),
}));

/** Letters outside of tags and mustaches; keys of the keyboard are no words. */
function literalTexts(source: string): string[] {
  const plain = source
    .replace(/<!doctype[^>]*>/i, "")
    .replace(/<(kbd|code)\b[\s\S]*?<\/\1>/gi, "")
    .replace(tag, "\n")
    .replace(/<\/[\w-]+>/g, "\n")
    .replace(mustaches, "\n")
    .replace(/&\w+;/g, "");
  return plain
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /\p{L}/u.test(line));
}
