// What events of the core's kinds hold has names and types; a wrong one is a red line in the editor.
import { join } from "node:path";
import { expect, test } from "vitest";
import { kindsOfCore } from "../../../core/app/core-facts.ts";
import { valuesFile } from "../../../core/plugins/types/type-file.ts";
import type { EventOf, Host } from "../../../core/sdk/index.ts";
import { root } from "../../support/sources.ts";

test("the types of the core's kinds are those of its definitions", async () => {
  const head =
    "// The kinds of the core, as types. Written by `npm test -- core-types -u`: change the kinds, not this file.";
  const text = `${head}\n${valuesFile(kindsOfCore, "../events/kind-values.ts")}`;
  await expect(text).toMatchFileSnapshot(join(root, "core/sdk/generated.ts"));
});

/** Never called: the compiler reads it. */
export function listen(host: Host): void {
  host.on("deal.changed", "right", async ({ before, after }) => {
    void after?.amount?.currency;
    void before?.stage;
    void after?.["custom.region"];
    // @ts-expect-error There is no such field.
    void after?.stagee;
    // @ts-expect-error Money has no such part.
    void after?.amount?.euros;
  });
  host.on("*", "all", async ({ topic, after }) => void (topic === "visit.created" && after?.["anything"]));
}

test("a choice knows its options, a text does not", () => {
  const lifecycle: NonNullable<EventOf<"company.changed">["after"]>["lifecycle"] = "customer";
  // @ts-expect-error There is no such option.
  const other: NonNullable<EventOf<"company.changed">["after"]>["lifecycle"] = "friend";
  expect([lifecycle, other]).toEqual(["customer", "friend"]);
});
