import { NotFound, type Problem } from "../kernel/errors.ts";
import { isLanguage, type Language, languages } from "../i18n/languages.ts";
import { services } from "../sdk/services.ts";
import { passwordProblems } from "../security/password-rules.ts";
import type { People } from "../users/people.ts";
import type { PersonLine } from "../users/users.ts";
import type { Call } from "./call.ts";
import type { Answer } from "./answer.ts";
import type { Command } from "./command.ts";
import { Usage } from "./failures.ts";
import { readAll } from "./terminal.ts";

const list: Command = {
  name: "user list",
  async run(call) {
    const users = await (await call.get(services.people)).users.list(call.actor);
    const rows = users.map(({ name, email, state, roles, teamName, lastSeenAt }) => [
      email ?? "",
      name,
      call.t(`cli.state.${state}`),
      roles.join(", "),
      teamName ?? "",
      lastSeenAt ?? "",
    ]);
    return { data: users, text: call.table(["email", "name", "state", "roles", "team", "last_seen"], rows) };
  },
};

const about = { email: "text", name: "text", role: "list", language: "text" } as const;

/** Somebody who belongs to the company from now on, also for programs that act in their name. */
const create: Command = {
  name: "user create",
  options: { ...about, "password-stdin": "flag" },
  required: ["email", "name"],
  writes: true,
  run: (call) => letIn(call, { state: "active" }),
};

/** Somebody who belongs to the company once they have chosen a password. */
const invite: Command = {
  name: "user invite",
  options: about,
  required: ["email", "name"],
  writes: true,
  run: (call) => letIn(call, {}),
};

async function letIn(call: Call, more: object): Promise<Answer> {
  const [name, email, language] = [call.text("name"), call.text("email"), languageIn(call)];
  if (call.isRehearsal) return call.would("cli.would_create_user", { email });
  const password = await typed(call);
  const problems = password === undefined ? [] : passwordProblems(password, [name ?? "", email ?? ""]);
  if (problems.length > 0) return refused(call, problems);
  const people = await call.get(services.people);
  const roles = call.list("role");
  const input = { name, email, ...more, roles: roles.length > 0 ? roles : ["sales"] };
  const user = await people.users.invite(call.actor, input, { language });
  return await enter(call, { id: user.id, email: String(user["email"]) }, password);
}

function languageIn(call: Call): Language | undefined {
  const language = call.text("language");
  if (language === undefined || isLanguage(language)) return language;
  throw new Usage("cli.unknown_language", call.help, { language, known: languages.join(", ") });
}

const reset: Command = {
  name: "user reset",
  arguments: ["EMAIL"],
  options: { "password-stdin": "flag", "second-step": "flag" },
  writes: true,
  async run(call) {
    const people = await call.get(services.people);
    const { id, email } = await byEmail(call, people);
    if (call.isRehearsal) return call.would("cli.would_reset_user", { email });
    // For whoever lost it when nobody else is left to take it away: the last administrator, too, gets in again.
    if (call.flag("second-step")) await people.users.resetSecondStep(call.actor, id);
    return await enter(call, { id, email: email ?? "" }, await typed(call));
  },
};

/** The password on standard input, when it was announced there. */
async function typed(call: Call): Promise<string | undefined> {
  return call.flag("password-stdin") ? (await readAll(call.terminal)).replace(/\r?\n$/, "") : undefined;
}

/** How somebody gets in: with a password, or with a link to choose one. */
async function enter(call: Call, user: { id: string; email: string }, password: string | undefined): Promise<Answer> {
  const people = await call.get(services.people);
  const secret = await people.users.passwordLink(call.actor, user.id);
  if (password !== undefined) {
    const chosen = await people.passwords.choose(secret, password);
    if (!chosen.ok) return refused(call, chosen.problems);
    return { data: user, text: call.t("cli.password_set", { email: user.email }) };
  }
  const link = `${people.publicUrl}/password/${secret}`;
  return { data: { ...user, link }, text: call.t("cli.password_link", { email: user.email, link }) };
}

function refused(call: Call, problems: readonly Problem[]): Answer {
  const sentences = problems.map(({ message, values }) => call.t(message, values));
  return { data: { problems: sentences }, text: sentences.join("\n"), problems: true };
}

const deactivate: Command = {
  name: "user deactivate",
  arguments: ["EMAIL"],
  writes: true,
  async run(call) {
    const people = await call.get(services.people);
    const { id, email } = await byEmail(call, people);
    if (call.isRehearsal) return call.would("cli.would_deactivate_user", { email });
    await call.confirm("cli.confirm_deactivate", { email });
    await people.users.deactivate(call.actor, id);
    return { data: { id, email, state: "inactive" }, text: call.t("cli.deactivated", { email }) };
  },
};

async function byEmail(call: Call, people: People): Promise<PersonLine> {
  return await personWith(call, people, call.argument(0) ?? "");
}

/** The person with this address, however it is capitalised. Throws NotFound. */
export async function personWith(call: Call, people: People, email: string): Promise<PersonLine> {
  const wanted = email.trim().toLowerCase();
  const found = (await people.users.list(call.actor)).find((one) => one.email?.toLowerCase() === wanted);
  if (!found) throw new NotFound("cli.no_such_person", { email });
  return found;
}

export const userCommands: readonly Command[] = [list, create, invite, reset, deactivate];
