// Takes out what creating and importing has added, so that every round meets the same tables.
import { openDatabase } from "../../core/db/open.ts";

for (const url of process.argv.slice(2)) {
  const db = openDatabase({
    connection: url,
    poolMax: 1,
    statementTimeout: 600_000,
    acquireTimeout: 10_000,
    namedStatements: false,
    applicationName: "bench clean",
  });
  await db.query({ text: "delete from contacts where email like '%@bench.example' or email like '%@import.example'" });
  await db.close();
}
