export {
  applicationSettings,
  asSuperuser,
  freshDatabase,
  type TestDatabase,
} from "../../core/sdk/testing/database.ts";
