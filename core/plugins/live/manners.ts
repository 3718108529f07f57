// What a plugin must not do to the process it is a guest in, while it comes in: end it, bend what everything is made of, or
// listen to what concerns the process as a whole.
const roots = [Object, Array, Function, String, Number, Promise, Map, Set, Error, JSON].map(
  (one) => ("prototype" in one ? one.prototype : one) as object,
);

/** Runs a plugin's code; ending the process throws instead, and what was bent is straightened and refused. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  const before = snapshot();
  const { exit } = process;
  process.exit = (() => {
    throw new Error("called process.exit");
  }) as typeof process.exit;
  try {
    const outcome = await work();
    refuseBent(before);
    return outcome;
  } finally {
    process.exit = exit;
    straighten(before);
  }
}

/** What the process as a whole is told. */
const events = ["uncaughtException", "unhandledRejection", "exit", "beforeExit", "SIGTERM", "SIGINT", "SIGHUP"];

interface Snapshot {
  readonly roots: readonly { readonly root: object; readonly keys: ReadonlyMap<PropertyKey, PropertyDescriptor> }[];
  readonly listeners: ReadonlyMap<string, readonly unknown[]>;
}

const keysOf = (root: object): ReadonlyMap<PropertyKey, PropertyDescriptor> =>
  new Map(Reflect.ownKeys(root).map((key) => [key, Object.getOwnPropertyDescriptor(root, key) as PropertyDescriptor]));

function snapshot(): Snapshot {
  return {
    roots: roots.map((root) => ({ root, keys: keysOf(root) })),
    listeners: new Map(events.map((name) => [name, process.rawListeners(name)])),
  };
}

const isSame = (a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean =>
  a !== undefined && a.value === b.value && a.get === b.get && a.set === b.set;

function refuseBent({ roots: before, listeners }: Snapshot): void {
  const bent = before.some(({ root, keys }) => {
    const now = keysOf(root);
    return now.size !== keys.size || [...keys].some(([key, was]) => !isSame(now.get(key), was));
  });
  if (bent) throw new Error("changed what all objects share");
  const heard = events.find((name) => added(name, listeners).length > 0);
  if (heard) throw new Error(`listens to ${heard} of the process`);
}

function straighten({ roots: before, listeners }: Snapshot): void {
  for (const { root, keys } of before) {
    for (const key of Reflect.ownKeys(root)) if (!keys.has(key)) Reflect.deleteProperty(root, key);
    for (const [key, was] of keys)
      if (!isSame(Object.getOwnPropertyDescriptor(root, key), was)) Object.defineProperty(root, key, was);
  }
  for (const name of events) for (const one of added(name, listeners)) process.removeListener(name, one as () => void);
}

const added = (name: string, listeners: Snapshot["listeners"]): readonly unknown[] =>
  process.rawListeners(name).filter((one) => !(listeners.get(name) ?? []).includes(one));
