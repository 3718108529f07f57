/** Waits until something is so; after `patience` milliseconds it is not. */
export async function until<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience = 40_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Not so within ${patience} ms`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
