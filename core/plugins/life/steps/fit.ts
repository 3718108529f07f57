import { Invalid, type Problem } from "../../../kernel/errors.ts";
import type { PluginFiles } from "../../manifest/manifest.ts";
import type { Step } from "../steps.ts";

/** Refuses a plugin that does not fit into this house, with every reason. */
export const fit = (reasons: (files: PluginFiles) => Promise<readonly Problem[]>): Step => ({
  name: "fit",
  async do({ files }) {
    const problems = await reasons(files);
    if (problems.length > 0) throw new Invalid(problems, "plugins.does_not_fit");
  },
});
