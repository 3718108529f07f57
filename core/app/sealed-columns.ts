// Everything that is kept sealed. A test looks whether a table holds more of it.
import { placeOf as placeOfLetter } from "../mail/mail.ts";
import { holderOf, placeOf } from "../plugins/settings/effective.ts";
import { placeOf as placeOfSecret } from "../webhooks/sender.ts";
import { placeOf as placeOfProvider } from "../security/identity-providers.ts";
import { placeOf as placeOfFactor } from "../security/second-factors.ts";
import type { SealedColumn } from "../security/reseal.ts";

const pluginSettings: SealedColumn = {
  table: "plugin_settings",
  column: "sealed",
  place: ({ plugin, key, team_id: teamId, user_id: userId }) =>
    placeOf(String(plugin), String(key), holderOf({ teamId: textOrNull(teamId), userId: textOrNull(userId) })),
};

const letters: SealedColumn = { table: "mails", column: "letter", place: ({ id }) => placeOfLetter(String(id)) };

const webhookSecrets: readonly SealedColumn[] = ["secret", "previous"].map((field) => ({
  table: "webhooks",
  column: `${field}_sealed`,
  place: ({ id }) => placeOfSecret(String(id), field),
}));

const factors: SealedColumn = {
  table: "second_factors",
  column: "sealed",
  place: ({ id }) => placeOfFactor(String(id)),
};

const providers: SealedColumn = {
  table: "identity_providers",
  column: "secret_sealed",
  place: ({ id }) => placeOfProvider(String(id)),
};

export const sealedColumns: readonly SealedColumn[] = [letters, factors, providers, pluginSettings, ...webhookSecrets];

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);
