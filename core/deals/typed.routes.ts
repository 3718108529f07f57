// What the small forms of the pipeline settings say, as input for records.
import type { Input } from "../records/record.ts";
import type { Values } from "../web/values.ts";

const textOr = (text: string, none: unknown): unknown => (text === "" ? none : text);

/** Only what the form has: a blank number of days means "never quiet". */
export function stageInput(form: Values): Input {
  const required = form
    .text("needs")
    .split(/[\s,;]+/)
    .filter(Boolean);
  return {
    name: form.text("name"),
    ...(form.has("type") && { type: form.text("type") }),
    ...(form.has("probability") && { probability: textOr(form.text("probability").replace(",", "."), "0") }),
    ...(form.has("quietAfter") && { quietAfter: wholeOr(form.text("quietAfter")) }),
    ...(form.has("needsAsked") && { entryRules: required.length > 0 ? { required } : null }),
  };
}

export function pipelineInput(form: Values): Input {
  return { name: form.text("name"), moves: form.text("moves"), ...(form.has("isDefault") && { isDefault: true }) };
}

const wholeOr = (text: string): unknown => (text === "" ? null : /^\d+$/.test(text) ? Number(text) : text);
