const PASSWORD = /(\bpassword\b\s*(?:=\s*)?)([eEuU]?&?'(?:[^']|'')*'|(?!null\b)[^\s,;'")]+)/gi;
const URL_PASSWORD = /(\b[a-z]+:\/\/[^\s:/@']*:)[^\s@/']+(?=@)/gi;

/** A query with the passwords that it sets or connects with made unreadable; for what is shown, logged or kept. */
export function withoutSecrets(query: string): string {
  return query.replace(PASSWORD, "$1'…'").replace(URL_PASSWORD, "$1…");
}

/** Whether a statement holds a password. */
export function holdsSecret(query: string): boolean {
  return withoutSecrets(query) !== query;
}
