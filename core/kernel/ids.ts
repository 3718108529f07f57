import { v7 } from "uuid";

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUIDv7: sorts by time of creation, also within one millisecond of one process. */
export const newId = (): string => v7();

export const isId = (value: unknown): value is string => typeof value === "string" && shape.test(value);
