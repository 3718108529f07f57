// PostgreSQL refuses to run as root. Started as root, the server gets an account of its own: `postgres`, or else `nobody`.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { Unavailable } from "../../kernel/errors.ts";

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const run = promisify(execFile);

/** Whom the server has to run as; undefined when we are an ordinary user and it runs as us. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const account = (await findAccount("postgres")) ?? (await findAccount("nobody"));
  if (!account) throw new Unavailable("db.no_server_account");
  return account;
}

async function findAccount(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (what) => Number((await run("id", [what, name])).stdout)),
    );
    return uid && gid ? { name, uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether every folder on the way to `path` lets the account through. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (!mayEnter(account, await stat(folder))) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayEnter(account: Account, { mode, uid, gid }: { mode: number; uid: number; gid: number }): boolean {
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}
