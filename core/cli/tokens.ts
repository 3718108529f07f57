import { services } from "../sdk/services.ts";
import { isScope } from "../security/scopes.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";
import { personWith } from "./users.ts";

const create: Command = {
  name: "token create",
  options: { user: "text", name: "text", scope: "list", days: "text" },
  required: ["user", "name", "scope"],
  writes: true,
  async run(call) {
    const scopes = call.list("scope");
    const wrong = scopes.find((scope) => !isScope(scope));
    if (wrong !== undefined) throw new Usage("cli.unknown_scope", call.help, { scope: wrong });
    const days = call.number("days", 90);
    const people = await call.get(services.people);
    const { id: userId, email } = await personWith(call, people, call.text("user") ?? "");
    const name = call.text("name") ?? "";
    if (call.isRehearsal) return call.would("cli.would_create_token", { name, email, scopes: scopes.join(", ") });
    const { id, token } = await people.tokens.create(userId, { name, scopes, days, confirmed: true });
    return { data: { id, token, name, user: email, scopes, days }, text: call.t("cli.token", { token, days }) };
  },
};

export const tokenCommands: readonly Command[] = [create];
