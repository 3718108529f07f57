import { newId } from "../kernel/ids.ts";
import { isObject, type Json, sameJson } from "../kernel/json.ts";
import type { Problem } from "../kernel/errors.ts";
import {
  type Change,
  type Create,
  type Difference,
  type Grade,
  itemProblem,
  type Section,
  withUnsaid,
} from "../records/configuration/section.ts";
import type { IdentityProviders, StandingProvider } from "../security/identity-providers.ts";
import type { ProviderChanges } from "./provider-changes.ts";
import type { TypedProvider } from "./provider-form.ts";
import { providerIn, providerMembers, unsaid } from "./provider-sent.ts";

/** Servers for signing in, by their names. A secret is said in a document and never written out; one that is left unsaid stays. */
export function providersSection(providers: IdentityProviders, changes: ProviderChanges): Section {
  const find = async (name: string): Promise<StandingProvider | undefined> =>
    (await providers.list()).find((one) => one.name === name);

  return {
    name: "identityProviders",
    // Whoever nobody knows may become what a role of the same document says.
    order: 46,
    read: async () => new Map((await providers.list()).map((one) => [one.name, itemOf(one)])),
    async check({ name, after }: Create | Change) {
      const wrong = shapeProblems(name, after);
      if (wrong.length > 0) return wrong;
      const standing = await find(name);
      const typed = typedOf(name, after, standing);
      return (await changes.problems(typed, { standing, coming: typed.newcomerRole })).map(inDocument);
    },
    async completed(standing, said, name) {
      const found = isObject(said) ? providerIn(said) : undefined;
      if (!found) return said;
      const { secret, ...rest } = found;
      const whole = withUnsaid(standing, rest as unknown as Json);
      const known = await find(name);
      const isSame = secret === undefined || (known && secret === (await providers.secretOf(known.id)));
      return isSame ? whole : ({ ...(whole as object), secret } as Json);
    },
    grade: gradeOf,
    shown: (item) => (isObject(item) && "secret" in item ? ({ ...item, secret: "…" } as Json) : item),
    async write(actor, { name, after }) {
      const standing = await find(name);
      const typed = typedOf(name, after, standing);
      if (standing) await changes.change(actor, typed, { standing });
      else await changes.create(actor, typed);
    },
    async remove(actor, { name }) {
      const standing = await find(name);
      if (standing) await changes.remove(actor, standing.id);
    },
  };
}

const typedOf = (name: string, after: Json, standing: StandingProvider | undefined): TypedProvider => ({
  ...unsaid,
  ...providerIn(after),
  name,
  id: standing?.id ?? newId(),
});

function itemOf({ id: _, version: __, name: ___, ...item }: StandingProvider): Json {
  return item as unknown as Json;
}

function shapeProblems(name: string, after: Json): readonly Problem[] {
  if (name.trim() !== name || name === "") return [itemProblem("", "configuration.bad_name", { name })];
  const known = providerMembers.filter((member) => member !== "name");
  const isFine = providerIn(after) !== undefined && isObject(after) && !Object.hasOwn(after, "name");
  return isFine ? [] : [itemProblem("", "configuration.bad_item", { known: known.join(", ") })];
}

/** In a document a missing secret is no blank box: it was never written out, and has to be put in. */
function inDocument(problem: Problem): Problem {
  const isSecret = problem.pointer === "/secret" && problem.code === "required";
  if (isSecret) return itemProblem("/secret", "sign_on.secret_unsaid");
  return problem.pointer === "/name" ? { ...problem, pointer: "" } : problem;
}

/** Whom it lets in may change with it; a new one, another name for the client or another secret lets nobody wait. */
function gradeOf(difference: Difference): Grade {
  if (difference.action !== "change") return difference.action === "remove" ? "destructive" : "safe";
  const [before, after] = [difference.before, difference.after] as readonly Record<string, Json>[];
  const isSame = (key: string) => sameJson(before?.[key] ?? null, after?.[key] ?? null);
  return ["issuer", "domains", "recognises", "newcomerRole"].every(isSame) ? "safe" : "breaking";
}
