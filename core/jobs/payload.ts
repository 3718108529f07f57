import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { AppError } from "../kernel/errors.ts";

/** A job was given a payload that its schema refuses: a mistake of ours, not of a person. */
export class PayloadRefused extends AppError {
  readonly status = 500;
}

export type Check = (name: string, payload: object) => void;

const ajv = new Ajv2020({ strict: true, ownProperties: true, allErrors: false });
formats.default(ajv);

/** Compiles a schema once; the check throws PayloadRefused. */
export function payloadCheck(schema: object): Check {
  const fits = ajv.compile(schema);
  return (name, payload) => {
    if (!fits(payload)) throw new PayloadRefused("jobs.payload_refused", { name, why: ajv.errorsText(fits.errors) });
  };
}
