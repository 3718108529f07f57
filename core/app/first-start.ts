// The first administrator: made from the settings, or invited by a link that works once.
import { systemActor } from "../kernel/actor.ts";
import type { Get } from "../plugins/plugin.ts";
import { services } from "../sdk/services.ts";
import type { People } from "../users/people.ts";
import type { Settings } from "../settings/settings.ts";

/** Makes the administrator the settings name, if there is none yet, and a pipeline: nobody is there to choose one. */
export async function firstAdministrator(get: Get, { adminEmail, adminPassword }: Settings): Promise<void> {
  if (!adminEmail || !adminPassword) return;
  const [name = adminEmail] = adminEmail.split("@");
  const made = await get(services.people).setup.ensureAdministrator({
    name,
    email: adminEmail,
    password: adminPassword,
  });
  const { pipelines } = get(services.sales);
  const actor = systemActor("setup", "setup");
  if (made && (await pipelines.list(actor)).length === 0) await pipelines.createFromTemplate(actor, "simple", "en");
}

/** Where the first administrator sets everything up; undefined when that has been done. */
export async function setupLink({ setup }: People, address: string): Promise<string | undefined> {
  const secret = await setup.link();
  return secret && `${address}/setup/${secret}`;
}
