/** The part of Web Storage that is used. */
export interface TextStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** The store itself, or one in memory where the browser forbids it (private windows, blocked cookies). */
export function storeOr(open: () => TextStore): TextStore {
  try {
    const store = open();
    store.getItem("");
    return store;
  } catch {
    const memory = new Map<string, string>();
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
      removeItem: (key) => void memory.delete(key),
    };
  }
}
