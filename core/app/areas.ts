// The areas of the core, in the order they start. They come through the same door as plugins; they are only always on.
import type { Plugin } from "../plugins/plugin.ts";
import { contacts } from "../contacts/index.ts";
import { deals } from "../deals/index.ts";
import { today } from "../today/index.ts";
import { mail } from "../mail/index.ts";
import { help } from "../help/index.ts";
import { users } from "../users/index.ts";
import { alertsArea } from "./alerts-area.ts";
import { signOn } from "../sign-on/index.ts";
import { auditArea } from "./audit-area.ts";
import { webhooks } from "../webhooks/index.ts";
import { exportControlArea } from "./export-control.ts";
import { leavingArea } from "./leaving-area.ts";
import { backupsArea } from "./backups-area.ts";
import { ownershipArea } from "./ownership-area.ts";
import { pluginsArea } from "./plugins-area.ts";
import { ownKindsArea } from "./own-kinds.ts";
import { fieldLifeArea } from "./field-life.ts";
import { fieldAccessArea } from "./field-access.ts";
import { sharesArea } from "./shares.ts";
import { whyArea } from "./why.ts";
import { pluginSchemasArea } from "./plugin-schemas.ts";
import { recordApiArea } from "./record-api.ts";
import { recordFieldsArea } from "./record-fields.ts";
import { recordImportsArea } from "./record-imports.ts";
import { recordPagesArea } from "./record-pages.ts";
import { recordRulesArea } from "./record-rules.ts";

export const areas: readonly Plugin[] = [
  help,
  users,
  mail,
  contacts,
  deals,
  today,
  webhooks,
  signOn,
  backupsArea,
  ownKindsArea,
  pluginsArea,
  fieldAccessArea,
  auditArea,
  alertsArea,
  sharesArea,
  leavingArea,
  ownershipArea,
  whyArea,
  recordImportsArea,
  exportControlArea,
  fieldLifeArea,
  pluginSchemasArea,
  recordApiArea,
  recordRulesArea,
  recordFieldsArea,
  recordPagesArea,
];
