// All rights there are, in the order in which people look for them: the product's and then each module's; the general ones of a
// kind of record beside each other, the particular ones each with a name.
import { type Scope, scopes } from "../kernel/actor.ts";
import type { Kind } from "../records/kind.ts";
import { mayHaveCondition } from "../records/access/grant-conditions.ts";
import { generalActions } from "../security/rights.ts";

/** A module, as far as its rights need to be told. */
export interface ModuleHere {
  readonly id: string;
  readonly name: Label;
  readonly manifest: ModuleFacts | null;
}

type Label = { readonly en: string } & Readonly<Record<string, string>>;

interface ModuleFacts {
  readonly permissions?: readonly DeclaredRight[];
  readonly roles?: readonly { readonly role: string; readonly grants: Readonly<Record<string, Scope>> }[];
}

interface DeclaredRight {
  readonly id: string;
  readonly label: Label;
}

export interface SheetRight {
  readonly right: string;
  /** The last part of the right. */
  readonly action: string;
  /** What a module calls it. */
  readonly label?: Label;
  /** How far it can reach. */
  readonly scopes: readonly Scope[];
  /** True when it may hold only while something is true of a record. */
  readonly conditional: boolean;
}

export interface SheetGroup {
  /** Undefined for the product itself. */
  readonly module?: ModuleHere;
  readonly kinds: readonly { readonly kind: Kind; readonly rights: readonly SheetRight[] }[];
  readonly particular: readonly (SheetRight & { readonly plural: string })[];
}

export interface SheetFacts {
  readonly rights: readonly string[];
  readonly kinds: readonly Kind[];
  readonly modules: readonly ModuleHere[];
}

const allOrNothing: readonly Scope[] = ["none", "all"];

export function sheetOf({ rights, kinds, modules }: SheetFacts): readonly SheetGroup[] {
  const byPlural = new Map(kinds.map((kind) => [kind.plural, kind]));
  const declared = new Map(
    modules.flatMap((module) => (module.manifest?.permissions ?? []).map((one) => [one.id, { module, ...one }])),
  );
  const found = rights.map((right) => {
    const at = right.lastIndexOf(".");
    const [plural, action] = [right.slice(0, at), right.slice(at + 1)];
    const [kind, its] = [byPlural.get(plural), declared.get(right)];
    const owner = its?.module.id ?? kind?.owner;
    const module = modules.find(({ id }) => id === owner);
    return {
      right,
      action,
      plural,
      kind,
      module,
      scopes: kind?.ownerField ? scopes : allOrNothing,
      conditional: kind !== undefined && mayHaveCondition(kind, action),
      ...(its && { label: its.label }),
    };
  });
  return [undefined, ...modules].flatMap((module) => {
    const own = found.filter((one) => one.module === module);
    if (own.length === 0) return [];
    const isGeneral = (one: (typeof own)[number]) => one.kind !== undefined && generalActions.includes(one.action);
    const order = (action: string) => generalActions.indexOf(action);
    const sheets = kinds.map((kind) => ({
      kind,
      rights: own
        .filter((one) => one.kind === kind && isGeneral(one))
        .sort((a, b) => order(a.action) - order(b.action)),
    }));
    return {
      ...(module && { module }),
      kinds: sheets.filter((one) => one.rights.length > 0),
      particular: own.filter((one) => !isGeneral(one)),
    };
  });
}
