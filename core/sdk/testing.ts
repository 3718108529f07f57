// What the tests of a plugin may use: the whole application on a fresh database, with their plugin switched on. Re-exports only.
export { expectAccessible } from "./testing/axe.ts";
export { startTestApp, type TestApp, type TestAppOptions } from "./testing/app.ts";
export type { TestPerson } from "./testing/person.ts";
export { asUser, type User } from "./testing/user.ts";
export { type Contract, pluginContract } from "./testing/contract.ts";
export { failAt } from "./testing/fail-at.ts";
export { twoNodes, type TwoNodes } from "./testing/two-nodes.ts";
