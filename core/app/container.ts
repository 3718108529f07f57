// Tokens and factories over tsyringe, with its three gaps closed: a missing service says who asked for it, a circle of
// services says its way, and what was made is kept for closing.
import "reflect-metadata";
import { container as global, type DependencyContainer, instanceCachingFactory, type InjectionToken } from "tsyringe";
import type { Token } from "../kernel/token.ts";
import type { Get } from "../plugins/plugin.ts";

const key = <T>(wanted: Token<T>): InjectionToken<T> => wanted as unknown as InjectionToken<T>;
const nameOf = (wanted: Token<unknown>): string => wanted.description ?? "a service";

export interface Services {
  readonly get: Get;
  /** Makes the service on first use and keeps it. */
  provide<T>(wanted: Token<T>, make: (get: Get) => T): void;
}

export type Provide = Services["provide"];

export function openServices(parent: DependencyContainer = global): Services {
  const container = parent.createChildContainer();
  const making: string[] = [];
  const get: Get = (wanted) => {
    if (!container.isRegistered(key(wanted), true))
      throw new Error(`Nobody provides ${nameOf(wanted)}, asked for by ${making.at(-1) ?? "the start"}`);
    return container.resolve(key(wanted));
  };
  const provide: Services["provide"] = (wanted, make) => {
    const name = nameOf(wanted);
    const once = instanceCachingFactory(() => {
      if (making.includes(name))
        throw new Error(`Services need each other in a circle: ${[...making, name].join(" → ")}`);
      making.push(name);
      try {
        return make(get);
      } finally {
        making.pop();
      }
    });
    container.register(key(wanted), { useFactory: once });
  };
  return { get, provide };
}
