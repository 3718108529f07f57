import { services } from "../sdk/services.ts";
import type { Command } from "./command.ts";

const load: Command = {
  name: "seed",
  options: { profile: "text", locale: "text" },
  writes: true,
  async run(call) {
    const demo = await call.get(services.demo);
    if (call.isRehearsal) return call.would("cli.would_seed");
    const people = await demo.load(call.text("locale") ?? "en");
    const rows = people.map(({ name, role, email, password }) => [name, role, email, password]);
    return { data: people, text: call.table(["name", "role", "email", "password"], rows) };
  },
};

const clear: Command = {
  name: "seed clear",
  writes: true,
  async run(call) {
    const demo = await call.get(services.demo);
    if (call.isRehearsal) return call.would("cli.would_clear_seed");
    const result = await demo.clear();
    return { data: result, text: call.t("cli.seed_cleared", { count: result.undone, kept: result.kept.length }) };
  },
};

export const seedCommands: readonly Command[] = [load, clear];
