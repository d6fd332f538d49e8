/** What became of one extract: its new content, or why it stays as it is. */
export type Renewal =
  | { readonly about: string; readonly source: string; readonly asOf: string }
  | { readonly kept: string };

/** The head of an extract that several packages gave: the day is that of the oldest. */
export function headOf(
  about: string,
  packages: readonly { readonly title: string; readonly installed: string }[],
): { about: string; source: string; asOf: string } {
  return {
    about,
    source: packages.map(({ title }) => title).join(", "),
    asOf: packages.map(({ installed }) => installed).sort()[0]!,
  };
}
