import { systemActor } from "../../kernel/actor.ts";
import type { TestApp } from "./app.ts";
import type { TestPerson } from "./person.ts";

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface User extends TestPerson {
  /** A call of the API with their key; `T` is what is expected back. */
  ask<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>>;
}

export interface Who {
  /** admin, manager, sales, or one of your own. */
  readonly role: string;
  /** Name of their team, which is made if there is none of that name. */
  readonly team?: string;
  readonly name?: string;
  readonly language?: string;
}

/** Somebody to ask as: with this role, in this team. */
export async function asUser(app: TestApp, { team, role, ...more }: Who): Promise<User> {
  const own = team === undefined ? {} : { team: await teamNamed(app, team) };
  const person = await app.person(role, { ...more, ...own });
  return {
    ...person,
    async ask<T>(method: string, path: string, body?: unknown) {
      const answer = await person.api(method, path, body);
      const text = await answer.text();
      return { status: answer.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
    },
  };
}

async function teamNamed({ records }: TestApp, name: string): Promise<string> {
  const actor = systemActor("test");
  const { data } = await records.list(actor, "team", { filter: { field: "name", op: "eq", value: name }, limit: 1 });
  return data[0]?.id ?? (await records.create(actor, "team", { name })).id;
}
