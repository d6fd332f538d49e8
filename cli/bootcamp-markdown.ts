/** The text of docs/bootcamp.md. */
export function bootcampMarkdown(
  commands: readonly { readonly old: string; readonly now: string; readonly differs: string }[],
  variables: readonly { readonly name: string; readonly here: string }[],
): string {
  return `# From the bootcamp's scripts

<!-- Made by \`npm run docs\` from scripts/bootcamp-commands.ts. Do not edit. -->

What the AWS bootcamp's week 4 and the weeks after it type, and what is typed here. All of them work from any folder, need neither \`chmod\` nor psql, and say first which database they are about to work on. What each can do: [commands](commands.md).

| the bootcamp | here | what differs, and why |
| --- | --- | --- |
${commands.map(({ old, now, differs }) => `| \`${old}\` | \`${now}\` | ${differs} |`).join("\n")}

## Variables

| variable | here |
| --- | --- |
${variables.map(({ name, here }) => `| \`${name}\` | ${here} |`).join("\n")}
`;
}
