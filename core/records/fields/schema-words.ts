// The words of a field's schema and what each may say. Whatever is not listed here is refused: no `$ref`, no `if`, no formats.
import { isObject } from "../../kernel/json.ts";
import { isPattern } from "./pattern.ts";
import { isLabel, isOptions } from "./schema-options.ts";
import { fieldTypes } from "./types/index.ts";
import { isAccepted } from "./types/media-types.ts";
import { isShort } from "./types/plain.ts";

type Check = (value: unknown) => boolean;

const isText =
  (most: number): Check =>
  (value) =>
    isShort(value, most);
const isNumber: Check = (value) => typeof value === "number" && Math.abs(value) < 1e15;
const isCount =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isFlag: Check = (value) => typeof value === "boolean";

const isUnit: Check = (value) =>
  isShort(value, 20) ||
  (isObject(value) &&
    isLabel()(value["label"]) &&
    (value["decimals"] === undefined || isCount(0, 6)(value["decimals"])) &&
    Object.keys(value).every((key) => key === "label" || key === "decimals"));

const isPrefix: Check = (value) => isShort(value, 20) && !/[\p{Cc}\p{Cf}]/u.test(value);

const computed = new Set(["formula", "rollup"]);

/** The type of what a computed field holds, and how many decimals it is rounded to. */
const isResult: Check = (value) =>
  isObject(value) &&
  typeof value["x-type"] === "string" &&
  fieldTypes.has(value["x-type"]) &&
  Object.keys(value).every((word) => word === "x-type" || word === "x-decimals") &&
  (value["x-decimals"] === undefined || isCount(0, 6)(value["x-decimals"]));

/** Words that every type understands. */
const all: Readonly<Record<string, Check>> = {
  "x-type": (value) => typeof value === "string" && (fieldTypes.has(value) || computed.has(value)),
  "x-label": isLabel(),
  "x-help": isLabel(500),
  "x-section": isText(60),
  "x-required": isFlag,
  "x-readOnly": isFlag,
  "x-form": isFlag,
  "x-indexed": isFlag,
  "x-unique": isFlag,
  "x-formula": isText(4_000),
  "x-result": isResult,
  "x-rollup": (value) => isObject(value) && JSON.stringify(value).length <= 4_000,
  default: (value) => JSON.stringify(value).length <= 1_000,
};

/** Words that only the types understand which list them. */
const ofTypes: Readonly<Record<string, Check>> = {
  "x-kind": isText(60),
  "x-options": isOptions,
  "x-decimals": isCount(0, 6),
  "x-unit": isUnit,
  "x-prefix": isPrefix,
  "x-digits": isCount(1, 12),
  minimum: isNumber,
  maximum: isNumber,
  minLength: isCount(1, 50_000),
  maxLength: isCount(1, 50_000),
  maxItems: isCount(1, 20),
  "x-accept": isAccepted,
  "x-maxBytes": isCount(1, 25_000_000),
  pattern: isPattern,
};

export const words = { all, ofTypes } as const;
