/** A link's goal, as written: `docs/local.md#mail`, `#mail`, `https://…`. */
export function linksIn(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map(([, goal]) => goal!);
}

/** The texts marked as code within lines, without the blocks. */
export function codeSpansIn(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}

/** The anchors that GitHub makes from the headings. */
export function anchorsIn(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const withoutBlocks = (markdown: string): string => markdown.replace(/^```.*?^```$/gms, "");
const withoutCode = (markdown: string): string => withoutBlocks(markdown).replace(/`[^`\n]*`/g, "");
