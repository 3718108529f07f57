import { type DestinationStream, pino, type Logger } from "pino";

export type Log = Logger;

const secrets = ["password", "token", "secret", "authorization", "cookie", "*.password", "*.token", "*.secret"];

/** JSON lines on standard error; values under well-known secret names never reach it. */
export function openLog(level: string, to: DestinationStream = pino.destination({ dest: 2, sync: false })): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: secrets, censor: "[secret]" } },
    to,
  );
}
