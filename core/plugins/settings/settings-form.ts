// A form made from the settings a plugin declares, and what somebody typed into it.
import type { Problem } from "../../kernel/errors.ts";
import type { Field, Reading } from "../../records/fields/field.ts";
import { type PageContext, shownText, shownValue } from "../../records/pages/display.ts";
import type { FormContext, InputView } from "../../records/pages/input-view.ts";
import { inputView } from "../../records/pages/inputs.ts";
import { readForm, typedFrom } from "../../records/pages/read-form.ts";
import type { HeldSettings } from "./plugin-settings.ts";
import type { Setting } from "./setting.ts";

export interface SettingsForm {
  readonly action: string;
  readonly inputs: readonly SettingInput[];
  /** What the form showed at first. */
  readonly was: string;
  readonly general: readonly string[];
  readonly wrong: number;
}

/** `isSet`: a secret stands there, which can be taken away. */
type SettingInput = InputView & { readonly isSet: boolean };

/** What was sent in and did not fit. */
export interface Sent {
  readonly typed: URLSearchParams;
  readonly problems: readonly Problem[];
}

export interface FormPlace {
  readonly action: string;
  /** Put before ids, where several forms stand on a page. */
  readonly prefix: string;
  readonly sent?: Sent | undefined;
}

const plainFields = ({ settings }: HeldSettings): readonly Field[] =>
  settings.filter(({ secret }) => !secret).map(({ field }) => field);

/** Empty boxes mean what holds otherwise, which is said below them. */
export function settingsForm(
  held: HeldSettings,
  { action, prefix, sent }: FormPlace,
  context: PageContext,
): SettingsForm {
  const problems = sent?.problems ?? [];
  const stands = typedFrom(plainFields(held), held.values, context.reader.reading);
  const form = { ...context, problems, prefix, choices: new Map() };
  const keys = new Set(held.settings.map(({ key }) => `/${key}`));
  const general = problems.filter(({ pointer }) => !keys.has(pointer));
  return {
    action,
    inputs: held.settings.map((setting) => inputOf(setting, held, { typed: sent?.typed ?? stands, form })),
    was: sent?.typed.get("was") ?? stands.toString(),
    general: general.map(({ message, values }) => context.reader.say(message, values)),
    wrong: problems.length,
  };
}

interface Filled {
  readonly typed: URLSearchParams;
  readonly form: FormContext;
}

function inputOf({ key, field, secret }: Setting, held: HeldSettings, { typed, form }: Filled): SettingInput {
  if (secret) {
    const isSet = held.secrets.has(key);
    return { ...inputView(field, new URLSearchParams(), form), partial: "modules/_input-secret", isSet };
  }
  const view = inputView(field, typed, form);
  const box = field.type.name === "boolean" ? { ...view, ...yesOrNo(typed.get(key), form) } : view;
  return { ...box, ...helpOf(field, view, { otherwise: held.otherwise[key], form }), isSet: false };
}

/** A box to tick could not say that nothing is set. */
const yesOrNo = (chosen: string | null, { reader }: FormContext): Partial<InputView> => ({
  partial: "fields/_input-choice",
  options: ["true", "false"].map((value) => ({
    value,
    label: reader.say(value === "true" ? "web.yes" : "web.no"),
    chosen: value === chosen,
  })),
});

/** The help of the setting, and what holds while the box is empty. */
function helpOf(
  field: Field,
  { id, help, problem }: InputView,
  { otherwise, form }: { readonly otherwise: unknown; readonly form: FormContext },
): Pick<InputView, "help" | "describedBy"> {
  const shown = shownText(shownValue(otherwise, field, { ...form, related: {} }));
  const standard = shown === "" ? null : form.reader.say("modules.settings.otherwise", { value: shown });
  const text = [help, standard].filter((line) => line !== null).join(" ") || null;
  const describedBy = [problem && `${id}-problem`, text && `${id}-help`].filter(Boolean).join(" ") || null;
  return { help: text, describedBy };
}

/** What a sent form changes, as `save` takes it; an empty secret stays what it was. */
export function readSettingsForm(
  held: HeldSettings,
  typed: URLSearchParams,
  reading: Reading,
): { readonly wanted: Record<string, unknown>; readonly problems: readonly Problem[] } {
  const { input, problems } = readForm(plainFields(held), typed, reading);
  const wanted: Record<string, unknown> = { ...input };
  for (const { key, field, secret } of held.settings) {
    if (field.type.name === "boolean" && Object.hasOwn(wanted, key) && typed.get(key) === "") wanted[key] = null;
    if (!secret) continue;
    if (typed.has(`forget.${key}`)) wanted[key] = null;
    else if (typed.get(key)) wanted[key] = typed.get(key);
  }
  return { wanted, problems };
}
