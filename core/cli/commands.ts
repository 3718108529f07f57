// Every command there is, in the order of the help.
import { auditCommands } from "./audit.ts";
import { lockdownCommands } from "./lockdown.ts";
import { backupCommands } from "./backups.ts";
import type { Command } from "./command.ts";
import { configCommands } from "./config.ts";
import { configurationCommands } from "./configuration.ts";
import { doctorCommands } from "./doctor.ts";
import { exportCommands } from "./exports.ts";
import { importCommands } from "./imports.ts";
import { jobCommands } from "./jobs.ts";
import { migrateCommands } from "./migrate.ts";
import { openapiCommands } from "./openapi.ts";
import { pluginArchiveCommands } from "./plugin-archives.ts";
import { pluginLifeCommands } from "./plugin-life.ts";
import { pluginCommands } from "./plugins.ts";
import { secretCommands } from "./secrets.ts";
import { seedCommands } from "./seed.ts";
import { serve, worker } from "./serve.ts";
import { tokenCommands } from "./tokens.ts";
import { userCommands } from "./users.ts";
import { wordCommands } from "./words.ts";

export const commands: readonly Command[] = [
  serve,
  worker,
  ...doctorCommands,
  ...migrateCommands,
  ...configCommands,
  ...configurationCommands,
  ...userCommands,
  ...tokenCommands,
  ...importCommands,
  ...exportCommands,
  ...seedCommands,
  ...jobCommands,
  ...auditCommands,
  ...lockdownCommands,
  ...wordCommands,
  ...pluginCommands,
  ...pluginLifeCommands,
  ...pluginArchiveCommands,
  ...backupCommands,
  ...secretCommands,
  ...openapiCommands,
];
