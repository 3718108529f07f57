// Other servers, as far as an administrator agreed that a plugin may talk to them.
import { Conflict } from "../../kernel/errors.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { targetOf } from "../../outbound/target.ts";
import type { Guest } from "./door.ts";

/** How a plugin talks to other servers. */
export type Http = Pick<Outbound, "send">;

interface HostsNeeds extends Pick<Guest, "plugin" | "agreed"> {
  /** Asked with each request: code that was switched off may still be running. */
  isOn(): boolean;
}

/** Conflict `plugins.host_not_agreed` for hosts nobody agreed to, `plugins.reaches_nobody` when the plugin is off. */
export const httpAskedFor = (out: Http, { plugin, agreed, isOn }: HostsNeeds): Http => ({
  send: async (request) => {
    if (!isOn()) throw new Conflict("plugins.reaches_nobody", { plugin });
    const { url, host } = targetOf(request.url);
    const place = url.port === "" ? host : `${host}:${url.port}`;
    if (!(agreed.hosts ?? []).some((wanted) => covers(wanted, place)))
      throw new Conflict("plugins.host_not_agreed", { plugin, host: place });
    return await out.send(request);
  },
});

/**
 * `*` is every host of the public internet, at the usual ports; `*.example.com` is every name below it, not the name itself. Another
 * port than the usual one has to be named.
 */
const covers = (wanted: string, place: string): boolean =>
  wanted === "*"
    ? !/:\d+$/.test(place)
    : wanted.startsWith("*.")
      ? place.endsWith(wanted.slice(1)) && place.length > wanted.length - 1
      : place === wanted;
