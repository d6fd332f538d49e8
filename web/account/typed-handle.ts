import { HANDLE_RULE, normalisedHandle } from "#lib/domain/handle";

/** The handle as the server keeps it, or undefined when it takes none such. A leading @ is dropped, since people type it. */
export function typedHandle(typed: string): string | undefined {
  return normalisedHandle(typed.normalize("NFKC").trim().replace(/^@/, ""));
}

/** The live hint under the handle field. */
export function handleHint(typed: string): string {
  const handle = typedHandle(typed);
  return handle === undefined ? `${HANDLE_RULE}.` : `You will be @${handle}`;
}
