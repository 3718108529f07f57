// Hands letters to the company's mail server, and reads from its refusals whether trying again makes sense.
import { PassThrough } from "node:stream";
import { createTransport } from "nodemailer";
import type { Written } from "./letter.ts";

/** How it ended when it did not end well. */
type Failure =
  /** It did not leave, and may leave later. */
  | "later"
  /** It will never leave like this. */
  | "never"
  /** It may have left: the line was cut before the answer came. */
  | "unclear";

/** A letter that did not leave, as far as anybody knows. */
export class NotSent extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause: unknown) {
    super((cause as Error).message, { cause });
    this.failure = failure;
  }
}

export interface Smtp {
  /** Sends once; throws NotSent. */
  send(letter: Written, id: string): Promise<void>;
}

/** Milliseconds. */
const PATIENCE = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };
/** No letter ever carries a file of the server or something from another one. */
const SAFE = { disableFileAccess: true, disableUrlAccess: true };

/** `sender`: the address all system mail comes from. Every try of a letter has the same Message-ID, so that doubles are seen as such. */
export function openSmtp(url: string, sender: { readonly address: string; name(): Promise<string> }): Smtp {
  const host = sender.address.split("@")[1] ?? "localhost";
  return {
    async send({ to, subject, text, html, appointment }, id) {
      const line = openLine(url);
      const message = {
        messageId: `<${id}@${host}>`,
        from: { name: await sender.name(), address: sender.address },
        to: { name: to.name, address: to.address },
        envelope: { from: sender.address, to: [to.address] },
        headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
        subject,
        text,
        html,
        ...(appointment && { icalEvent: { filename: "invitation.ics", ...appointment } }),
      };
      try {
        await line.transport.sendMail({ ...SAFE, ...message });
      } catch (error) {
        throw new NotSent(failureOf(error, line.isReady()), error);
      }
    },
  };
}

/** A line for one letter; `isReady` once the server has let us in and the letter is being handed over. */
function openLine(url: string) {
  let ready = false;
  const transport = createTransport({ url, ...PATIENCE, ...SAFE });
  transport.use("stream", ({ message }, done) => {
    message.transform(() => {
      ready = true;
      return new PassThrough();
    });
    done();
  });
  return { transport, isReady: () => ready };
}

/** A number is a definite answer, 550 and more one for good. Without one nobody knows, once the letter was on the line. */
function failureOf(error: unknown, handedOver: boolean): Failure {
  const { responseCode } = error as { readonly responseCode?: number };
  if (responseCode !== undefined) return handedOver && responseCode >= 550 ? "never" : "later";
  return handedOver ? "unclear" : "later";
}
