// What a box of a form is told, and what it needs to know. One flat view for all kinds of boxes, because templates are strict.
import type { Problem } from "../../kernel/errors.ts";
import type { Choices } from "./choices.ts";
import type { Reader } from "./reader.ts";

export interface InputOption {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

export interface ChannelRow {
  readonly types: readonly InputOption[];
  readonly value: string;
  readonly label: string;
  readonly uses: readonly InputOption[];
  readonly kept: string;
}

/** One box of several that make up a value. */
export interface InputPart {
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly most: number;
  /** Empty for a box to type in. */
  readonly options: readonly InputOption[];
}

export interface InputView {
  /** Template of the box. */
  readonly partial: string;
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly help: string | null;
  readonly problem: string | null;
  readonly required: boolean;
  readonly autofocus: boolean;
  /** As wide as its section. */
  readonly full: boolean;
  /** What is typed in it decides which other boxes are there, or needed. */
  readonly decides: boolean;
  /** Ids of help and problem, for screen readers. */
  readonly describedBy: string | null;
  /** True when several boxes stand under one label, which is then a legend. */
  readonly group: boolean;
  readonly value: string;
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>;
  readonly options: readonly InputOption[];
  readonly rows: readonly ChannelRow[];
  readonly parts: readonly InputPart[];
  /** Address that answers with choices for what is typed; null when there is nothing to look up. */
  readonly pick: string | null;
  readonly multiple: boolean;
  /** What was looked for in vain; null when something was found or nothing was looked for. */
  readonly nothing: string | null;
}

export interface FormContext {
  readonly reader: Reader;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  /** Path of the field that the cursor starts in. */
  readonly autofocus?: string | undefined;
  /** Put before ids, so that two forms on one page do not share them. */
  readonly prefix?: string;
  /** Paths of the fields that decide about others. */
  readonly decides?: ReadonlySet<string>;
  /** A form of very many fields: each has to make do with less. */
  readonly crowded?: boolean;
  readonly pluralOf: (kind: string) => string | undefined;
}
