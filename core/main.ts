import { startProcess } from "./app/start-process.ts";

await startProcess(process.env);
