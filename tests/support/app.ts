// The core's tests use what those of plugins use.
export { startTestApp, type TestApp } from "../../core/sdk/testing/app.ts";
export type { TestPerson } from "../../core/sdk/testing/person.ts";
