export { findChromium, openBrowser, setup } from "../../core/sdk/testing/chromium.ts";
