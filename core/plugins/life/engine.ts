// A plugin that was made for another plugin API, and the reason for which an administrator wants it on all the same.
import { apiVersion } from "../api-version.ts";
import { Invalid, type Problem } from "../../kernel/errors.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { isIn } from "../manifest/versions.ts";

/** Code of the problem that can be overridden. */
export const OTHER_ENGINE = "plugins.other_engine";
const LONGEST = 500;

/** What the operation keeps of it; nothing where the plugin fits, or nobody gave a reason. Invalid for one that says nothing. */
export function despiteEngine({ engines }: Pick<Manifest, "engines">, reason: string | undefined): object {
  if (reason === undefined || isIn(apiVersion, engines.trellis)) return {};
  const said = reason.trim();
  if (said === "" || said.length > LONGEST) throw new Invalid([sayWhy], "plugins.does_not_fit");
  return { despiteEngine: said, api: apiVersion };
}

const sayWhy: Problem = {
  pointer: "/despiteEngine",
  code: "plugins.say_why",
  message: "problem.plugins.say_why",
  values: { most: LONGEST },
};

/** The problems that are left once somebody took that one upon themselves. */
export const withoutEngine = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(({ code }) => code !== OTHER_ENGINE);

export const isForOtherEngine = (problems: readonly Problem[]): boolean =>
  problems.some(({ code }) => code === OTHER_ENGINE);
