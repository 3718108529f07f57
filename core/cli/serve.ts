import { startProcess } from "../app/start-process.ts";
import type { Command } from "./command.ts";

/** Pages; with `--with-worker` also the jobs, as `npm start` does. */
export const serve: Command = {
  name: "serve",
  options: { "with-worker": "flag" },
  async run(call) {
    await startProcess({ ...call.terminal.env, TRELLIS_ROLE: call.flag("with-worker") ? "all" : "web" });
    return undefined;
  },
};

/** Jobs and events only. */
export const worker: Command = {
  name: "worker",
  async run(call) {
    await startProcess({ ...call.terminal.env, TRELLIS_ROLE: "worker" });
    return undefined;
  },
};
