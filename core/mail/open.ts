import { isMailbox } from "./letter.ts";
import { Mail, type MailParts, senderName } from "./mail.ts";
import { openSmtp } from "./smtp.ts";

export interface MailSettings {
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly publicUrl: string;
}

/** Mail as the settings say. */
export function openMail(parts: Omit<MailParts, "smtp" | "server">, settings: MailSettings): Mail {
  const { smtpUrl, publicUrl: server } = settings;
  const sender = { address: addressOf(settings), name: () => senderName(parts.db) };
  return new Mail({ ...parts, server, smtp: smtpUrl === undefined ? undefined : openSmtp(smtpUrl, sender) });
}

/** Most mail servers let an account write only from its own address. */
function addressOf({ smtpUrl = "", mailFrom, publicUrl }: MailSettings): string {
  const account = decodeURIComponent(URL.parse(smtpUrl)?.username ?? "");
  const own = isMailbox(account) && account.includes("@") ? account : undefined;
  return mailFrom ?? own ?? `trellis@${new URL(publicUrl).hostname}`;
}
