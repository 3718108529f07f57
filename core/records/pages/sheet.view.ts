// The boxes of a sheet on a page, and what was typed into them.
import type { Problem } from "../../kernel/errors.ts";
import type { Reading } from "../fields/field.ts";
import type { Answers, Sheet } from "../sheets/sheet.ts";
import { inputView } from "./inputs.ts";
import type { InputView } from "./input-view.ts";
import type { Reader } from "./reader.ts";
import { isTyped, readField } from "./typed.ts";
import { typedFrom } from "./read-form.ts";
import { shownText, shownValue } from "./display.ts";
import { fieldLabel } from "./labels.ts";

interface Filling {
  readonly reader: Reader;
  /** What stands in the boxes: values, or what was typed. */
  readonly filled: Readonly<Record<string, unknown>> | URLSearchParams;
  readonly problems?: readonly Problem[];
  /** Put before ids, where several forms stand on a page. */
  readonly prefix: string;
}

/** Each box for the template `fields/_field`. */
export function sheetBoxes(
  { fields }: Sheet,
  { reader, filled, problems = [], prefix }: Filling,
): readonly InputView[] {
  const typed = filled instanceof URLSearchParams ? filled : typedFrom(fields, filled, reader.reading);
  const context = { reader, problems, prefix, choices: new Map(), pluralOf: () => undefined };
  return fields.map((field) => inputView(field, typed, context));
}

/** What was typed, as `take` of the sheet wants it; what cannot be read is a problem at its box. */
export function sheetTyped({ fields }: Sheet, typed: URLSearchParams, reading: Reading): Answers {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const field of fields.filter((one) => isTyped(one, typed))) {
    const read = readField(field, typed, reading);
    if (read.ok) values[field.path] = read.value;
    else problems.push(...read.problems.map((one) => ({ ...one, pointer: `/${field.path}` })));
  }
  return { values, problems };
}

/** Answers as people read them, box by box; blank ones are left out. */
export const sheetFacts = ({ fields }: Sheet, values: Answers["values"], reader: Reader) =>
  fields.flatMap((field) => {
    const { empty, ...shown } = shownValue(values[field.path], field, {
      reader,
      related: {},
      pluralOf: () => undefined,
    });
    return empty ? [] : [{ label: fieldLabel(field, reader), text: shownText({ empty, ...shown }) }];
  });
