export { expectAccessible } from "../../core/sdk/testing/axe.ts";
