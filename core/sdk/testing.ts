// What the tests of a plugin may use: the whole application on a fresh database, with their plugin switched on. Re-exports only.
export { startTestApp, type TestApp, type TestAppOptions } from "./testing/app.ts";
export type { TestPerson } from "./testing/person.ts";
