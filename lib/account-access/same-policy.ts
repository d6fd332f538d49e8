/**
 * Whether two policies say the same, whatever the order of keys and of lists' entries, and whether a single text or a list
 * of one stands there: AWS gives some back otherwise than it got them. False for what is no JSON.
 */
export function isSamePolicy(one: string, other: string): boolean {
  try {
    return plain(JSON.parse(one)) === plain(JSON.parse(other));
  } catch {
    return false;
  }
}

function plain(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 1 ? plain(value[0]) : `[${value.map(plain).sort().join()}]`;
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${plain(item)}`,
  );
  return `{${entries.sort().join()}}`;
}
