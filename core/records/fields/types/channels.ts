// Ways to reach somebody beside the main ones: values with parts.
import { type Checked, fits, misfit } from "../../../kernel/checked.ts";
import { isObject } from "../../../kernel/json.ts";
import type { FieldType, Reading } from "../field.ts";
import { dateTime } from "./moment.ts";
import { column, isShort } from "./plain.ts";
import { email, normalPhone, url } from "./reach.ts";

export interface Channel {
  readonly type: "phone" | "email" | "messenger" | "site";
  readonly value: string;
  readonly label: string | null;
  readonly verifiedAt: string | null;
  readonly doNotUse: boolean;
  readonly reason: string | null;
}

const channelTypes = new Set(["phone", "email", "messenger", "site"]);
const channelKeys = new Set(["type", "value", "label", "verifiedAt", "doNotUse", "reason"]);

const isType = (value: unknown): value is Channel["type"] => typeof value === "string" && channelTypes.has(value);

const shortText = (value: unknown): value is string | null | undefined =>
  value === null || value === undefined || isShort(value, 255);

interface Shaped extends Readonly<Record<string, unknown>> {
  readonly type: Channel["type"];
  readonly value: string;
}

const isShaped = (item: unknown): item is Shaped =>
  isObject(item) &&
  isType(item["type"]) &&
  typeof item["value"] === "string" &&
  [item["value"], item["label"], item["reason"]].every(shortText);

function checkChannel(item: unknown, reading: Reading): Checked<Channel | null> {
  if (!isShaped(item)) return misfit("not_a_channel");
  const strange = Object.keys(item).find((key) => !channelKeys.has(key));
  if (strange !== undefined) return misfit("unknown_key", { key: strange });
  const verified = checkVerified(item["verifiedAt"], reading);
  if (!verified.ok) return verified;
  const value = normalChannel(item.type, item.value, reading);
  if (!value.ok) return value;
  return fits(value.value === null ? null : channelFrom({ ...item, verifiedAt: verified.value }, String(value.value)));
}

const checkVerified = (value: unknown, reading: Reading): Checked<unknown> =>
  value ? dateTime.check(value, { "x-type": "dateTime" }, reading) : fits(null);

function channelFrom(item: Readonly<Record<string, unknown>>, value: string): Channel {
  const { label, verifiedAt, reason, doNotUse, type } = item as Partial<Channel>;
  return {
    type: type ?? "phone",
    value,
    label: label || null,
    verifiedAt: verifiedAt ?? null,
    doNotUse: doNotUse === true,
    reason: reason || null,
  };
}

function normalChannel(type: string, value: string, reading: Reading): Checked<unknown> {
  const schema = { "x-type": type };
  if (type === "email") return email.check(value, schema, reading);
  if (type === "site") return url.check(value, schema, reading);
  const clean = value.trim();
  if (clean === "") return fits(null);
  return fits(type === "phone" ? normalPhone(clean, reading.country) : clean);
}

const storable = { type: ["string", "null"], maxLength: 255, pattern: "^[^\\u0000\\p{Cs}]*$" };

/** A text without blanks around it. */
const trimmed = "^[^\\s\\u0000\\p{Cs}](?:[^\\u0000\\p{Cs}]*[^\\s\\u0000\\p{Cs}])?$";

const valueOf = (type: Channel["type"], value: object) => ({ properties: { type: { const: type }, value } });

/** More ways to reach somebody than the main e-mail and phone; the same one twice is kept once. */
export const channels: FieldType = {
  name: "channels",
  input: "channels",
  columns: column("jsonb"),
  operators: ["empty", "notEmpty"],
  sortable: false,
  jsonSchema: () => ({
    type: "array",
    maxItems: 100,
    items: {
      type: "object",
      additionalProperties: false,
      required: ["type", "value"],
      properties: {
        type: { type: "string", enum: [...channelTypes] },
        value: { type: "string", minLength: 1, maxLength: 255 },
        label: storable,
        verifiedAt: { anyOf: [dateTime.jsonSchema({ "x-type": "dateTime" }), { type: "null" }] },
        doNotUse: { type: "boolean" },
        reason: storable,
      },
      anyOf: [
        valueOf("email", email.jsonSchema({ "x-type": "email" })),
        valueOf("site", url.jsonSchema({ "x-type": "url" })),
        { properties: { type: { enum: ["phone", "messenger"] }, value: { pattern: trimmed } } },
      ],
    },
  }),
  check(value, _schema, reading) {
    if (!Array.isArray(value) || value.length > 100) return misfit("not_a_list");
    const kept = new Map<string, Channel>();
    for (const item of value) {
      const one = checkChannel(item, reading);
      if (!one.ok) return one;
      if (one.value) kept.set(`${one.value.type} ${one.value.value}`, one.value);
    }
    return fits(kept.size === 0 ? null : [...kept.values()]);
  },
  parse: (text, schema, reading) => channels.check(channelsFromText(text), schema, reading),
  format: (value) => (Array.isArray(value) ? value.map((item) => String((item as Channel).value)).join(", ") : ""),
  toRow: (value) => [JSON.stringify(value)],
};

const channelsFromText = (text: string): object[] =>
  text
    .split(/[;,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((value) => ({ type: guess(value), value }));

const guess = (value: string): string => (value.includes("@") ? "email" : /^[+\d]/.test(value) ? "phone" : "site");
