import type { BuildFailure } from "esbuild";

/** esbuild's messages as `file:line:column: text`, one a line. */
export function buildMessages(error: unknown): string {
  const errors = (error as Partial<BuildFailure>).errors;
  if (!Array.isArray(errors)) return String(error);
  return errors
    .map(({ location, text }) =>
      location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
    )
    .join("\n");
}
