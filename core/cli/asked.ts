// What several commands are asked for: whose records, and of which kind.
import type { Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { services } from "../sdk/services.ts";
import type { Call } from "./call.ts";
import { Usage } from "./failures.ts";
import { personWith } from "./users.ts";

/** The person named with `--user`, with their rights; without one, the command line itself, which may do everything. */
export async function actorFor(call: Call): Promise<Actor> {
  const email = call.text("user");
  if (email === undefined) return call.actor;
  const people = await call.get(services.people);
  const { id } = await personWith(call, people, email);
  const actor = await people.actors.ofUser(id, "cli");
  if (!actor) throw new NotFound("cli.no_such_person", { email });
  return actor;
}

/** The kind named with `--type`: `contacts` or `contact`. */
export async function kindNamed(call: Call): Promise<string> {
  const kinds = await call.get(services.kinds);
  const type = call.text("type") ?? "";
  const kind = kinds.byPlural(type) ?? kinds.all().find(({ name }) => name === type);
  const known = kinds.all().map(({ plural }) => plural);
  if (!kind) throw new Usage("cli.unknown_type", call.help, { type, known: known.join(", ") });
  return kind.name;
}
