// The first administrator: made from the settings, or invited by a link that works once.
import type { People } from "../users/people.ts";
import type { Settings } from "../settings/settings.ts";

/** Makes the administrator the settings name, if there is none yet. */
export async function firstAdministrator({ setup }: People, { adminEmail, adminPassword }: Settings): Promise<void> {
  if (!adminEmail || !adminPassword) return;
  const [name = adminEmail] = adminEmail.split("@");
  await setup.ensureAdministrator({ name, email: adminEmail, password: adminPassword });
}

/** Where the first administrator sets everything up; undefined when that has been done. */
export async function setupLink({ setup }: People, address: string): Promise<string | undefined> {
  const secret = await setup.link();
  return secret && `${address}/setup/${secret}`;
}
