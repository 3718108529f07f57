import { iconOf } from "./icons.ts";
import type { OwnKind } from "./own-kind.ts";

interface Item {
  readonly label: string;
  readonly path: string;
  readonly icon: string;
  readonly order: number;
  readonly permission: string;
  readonly key?: string;
}

/** Where the kinds of administrators stand in the menu. A letter that something else has keeps meaning that. */
export function menuOf(kinds: readonly OwnKind[], others: readonly { readonly key?: string }[]): readonly Item[] {
  const keys = new Set(others.map(({ key }) => key));
  return kinds.flatMap(({ plural, icon, menu, newKey }) => {
    if (menu === null) return [];
    const item = {
      label: `${plural}.many`,
      path: `/${plural}`,
      icon: iconOf(icon),
      order: menu,
      permission: `${plural}.read`,
    };
    return [newKey === null || keys.has(newKey) ? item : { ...item, key: newKey }];
  });
}
