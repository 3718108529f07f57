// What a plugin's events hold, as its manifest says it in JSON Schema.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** An event that a plugin tells. */
export interface EmittedTopic {
  /** `<plugin>.<what happened>`. */
  readonly topic: string;
  /** JSON Schema of what is told. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Compiles a payload's schema; throws for one that is none. */
export function payloadCheck(schema: EmittedTopic["payload"]): ValidateFunction {
  return formats.default(new Ajv2020({ strict: true, strictRequired: false })).compile(schema);
}
