// A real mail server for tests: it keeps what it is given, and refuses or hangs up as a test asks.
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import type { Socket } from "node:net";
import { until } from "./until.ts";

export interface Received {
  readonly to: readonly string[];
  readonly from: string;
  /** The whole message, headers first. */
  readonly raw: string;
}

/** What the server does with a message; `hang up` closes the line after all of it was taken, without an answer. */
type Manner = "take" | "refuse for now" | "refuse" | "hang up";

export interface MailServer {
  readonly url: string;
  readonly received: Received[];
  /** For the next messages, in this order; then it takes them. */
  next(...manners: Manner[]): void;
  /** The first message to this address, once it is there. */
  letterTo(address: string, sort?: (received: Received) => boolean): Promise<Received>;
  close(): Promise<void>;
}

const refusal = (code: number): Error => Object.assign(new Error("not now"), { responseCode: code });

export async function startMailServer(): Promise<MailServer> {
  const received: Received[] = [];
  const manners: Manner[] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, answer) {
      const pieces: Buffer[] = [];
      stream.on("data", (piece: Buffer) => pieces.push(piece));
      stream.on("end", () => {
        const manner = manners.shift() ?? "take";
        if (manner === "refuse for now") return answer(refusal(451));
        if (manner === "refuse") return answer(refusal(550));
        received.push(messageOf(session, Buffer.concat(pieces)));
        if (manner === "hang up") for (const socket of sockets) socket.destroy();
        else answer();
      });
    },
  });
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("error", () => undefined);
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    next: (...more) => void manners.push(...more),
    letterTo: (address, sort = () => true) =>
      until(async () => received.find((one) => one.to.includes(address) && sort(one))),
    close: () => new Promise((done) => server.close(() => done())),
  };
}

const messageOf = ({ envelope }: SMTPServerSession, raw: Buffer): Received => ({
  to: envelope.rcptTo.map(({ address }) => address),
  from: envelope.mailFrom ? envelope.mailFrom.address : "",
  raw: raw.toString("utf8"),
});

/** The text part of a message, as people read it. */
export function textOf({ raw }: Received): string {
  const [, part = ""] = /Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw) ?? [];
  if (/Content-Transfer-Encoding: base64/.test(raw.split("text/plain")[1]?.split("\r\n\r\n")[0] ?? ""))
    return Buffer.from(part, "base64").toString("utf8");
  const bytes = part
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** The value of a header, unfolded. */
export const headerOf = ({ raw }: Received, name: string): string =>
  new RegExp(`^${name}: ([^\\r]*(?:\\r\\n[ \\t][^\\r]*)*)`, "im").exec(raw)?.[1]?.replaceAll(/\r\n[ \t]/g, " ") ?? "";
