#!/usr/bin/env node
// `trellis …`
import { commands } from "./cli/commands.ts";
import { run } from "./cli/run.ts";

process.exitCode = await run(commands, process.argv.slice(2), process);
