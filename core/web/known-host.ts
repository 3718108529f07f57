// Answers under its own names alone: under a foreign one a browser could be made to read here what is meant for nobody but our own pages.
import { isIP, type Socket } from "node:net";
import type { Middleware } from "koa";
import { AppError } from "../kernel/errors.ts";
import { hostsOf } from "./address.ts";

/** Somebody asked this server under a name that is not its own. */
class Misdirected extends AppError {
  readonly status = 421;
}

export interface OwnNames {
  readonly production: boolean;
  readonly publicUrl: string;
  /** Further names and addresses, with commas between. */
  readonly hosts: string | undefined;
}

/**
 * Refuses requests under foreign names. Its own are that of the public address, those of the settings, this machine by itself
 * (`localhost`), and the address that the connection came in at, as a proxy without further words puts it. While no public address
 * is set, any address and any name that nobody outside can have do as well, so that a new machine answers at once.
 */
export function knownHost({ production, publicUrl, hosts }: OwnNames): Middleware {
  const given = new URL(publicUrl).hostname;
  const own = new Set([given, ...(hosts ?? "").split(",")].map((name) => bare(name.trim())).filter(Boolean));
  const isNew = !production && given === "localhost";
  const isOwn = (name: string, socket: Socket): boolean =>
    own.has(name) || isLoopback(name) || name === cameInAt(socket) || (isNew && isNobodyElses(name));
  return (ctx, next) => {
    const foreign = hostsOf(ctx).find((host) => !isOwn(nameIn(host), ctx.socket));
    if (foreign !== undefined) throw misdirected(foreign, publicUrl);
    return next();
  };
}

const misdirected = (host: string, address: string): Misdirected =>
  new Misdirected("web.unknown_host", { host: host.slice(0, 100), address });

const shape = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/** The name without its port; empty when it is none. */
const nameIn = (host: string): string => bare(shape.exec(host)?.[1] ?? "");

const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.$/, "")
    .replace(/^\[|\]$/g, "");

const isLoopback = (name: string): boolean =>
  /^(.+\.)?localhost$/.test(name) || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));

const cameInAt = ({ localAddress = "" }: Socket): string => localAddress.replace(/^::ffff:/, "");

// Without a dot, or below what is never sold: no stranger can lead such a name here.
const isNobodyElses = (name: string): boolean =>
  isIP(name) !== 0 || /^[\w-]+$/.test(name) || /\.(local|internal|home\.arpa)$/.test(name);
