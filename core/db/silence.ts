// After a black hole on the way, the driver gives up waiting, but would hand the same dead socket to the next one.
import type pg from "pg";
import { isSilence } from "./failures.ts";

type Answer = (error: unknown, result?: unknown) => void;
type Ask = (...call: unknown[]) => unknown;

interface Inside {
  /** With this mark the pool throws the connection away instead of lending it again. */
  __knex__disposed?: unknown;
  readonly connection: { readonly stream: { destroy(): void } };
}

function giveUp(client: Inside, error: unknown): void {
  client.__knex__disposed = error;
  client.connection.stream.destroy();
}

/** Has the connection end itself when an answer does not come in time; the pool then makes a new one. */
export function endOnSilence(client: pg.Client): void {
  const ask = client.query.bind(client) as Ask;
  const heard = (error: unknown): void => {
    if (isSilence(error)) giveUp(client as unknown as Inside, error);
  };
  const asking: Ask = (...call) => {
    const answer = call.at(-1);
    if (typeof answer !== "function") return listening(ask(...call), heard);
    const both: Answer = (error, result) => {
      heard(error);
      (answer as Answer)(error, result);
    };
    return ask(...call.slice(0, -1), both);
  };
  client.query = asking as typeof client.query;
}

function listening(result: unknown, heard: (error: unknown) => void): unknown {
  if (result instanceof Promise) result.catch(heard);
  return result;
}
