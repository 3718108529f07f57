// What all helpers share: what they are made from, and how they read the request they run in.
import type { HelperOptions } from "handlebars";
import type { Words } from "../../i18n/words.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Frame } from "../frame.ts";

/** What helpers need besides their arguments. */
export interface Tools {
  readonly words: Words;
  readonly assets: { url(name: string): string };
  readonly clock: Clock;
  /** Fills in another template, as a piece of this one. */
  fill(template: string, view: object, data: object): string;
}

/** A function templates call; its last argument are Handlebars' options. */
export type Helper = (...args: never[]) => unknown;

/** The request a helper runs in. */
export const frameIn = (options: HelperOptions): Frame => options.data as Frame;

export const isBlank = (value: unknown): value is null | undefined | "" =>
  value === null || value === undefined || value === "";
