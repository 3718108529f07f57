/** Keys of the transactions in which a document's state is changed by its verb, and not by whoever writes a field. */
export const working = new WeakSet<object>();

/** Keys of the transactions in which lines are written of what a count finds. */
export const finding = new WeakSet<object>();

const atWork = new Map<string, number>();

/**
 * Does a step of a document, so that what is written along with it in this process knows it for one. Whoever else writes the
 * document meanwhile waits for its row, and finds another version of it afterwards.
 */
export async function whileAtWork<T>(document: string, step: () => Promise<T>): Promise<T> {
  atWork.set(document, (atWork.get(document) ?? 0) + 1);
  try {
    return await step();
  } finally {
    const left = (atWork.get(document) ?? 1) - 1;
    if (left > 0) atWork.set(document, left);
    else atWork.delete(document);
  }
}

export const isAtWork = (document: unknown): boolean => atWork.has(String(document));
