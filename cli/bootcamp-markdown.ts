const YOURS = `## A database that you have

\`npm run db:import\` takes the users and cruds of an existing bootcamp database, PostgreSQL 12 or newer, on this machine or on RDS. It only reads it. The new database is made beside the present one, counted, and put in its place; \`npm run db:undo\` goes back.

\`\`\`sh
npm run db:import -- --from PROD_CONNECTION_URL --dry-run   # what is there, and what would come
npm run db:import -- --from PROD_CONNECTION_URL             # take it
\`\`\`

After \`--from\` comes a connection URL, or the name of a variable that holds one: npm prints the whole line, and a password in it. Without \`--from\` it reads the database in use itself, when its tables are not as Cruddur makes them; it is kept as \`<name>_prev\`.

| in the source | here |
| --- | --- |
| \`timestamp\` | a time with a zone: UTC, or that of \`--time-zone\` |
| \`handle\` | lower case, without space around it |
| no \`cognito_user_id\` | \`MOCK\`, which waits for whoever signs up with the same email |
| no \`email\`, and \`MOCK\` | an address that nobody has: \`<handle>@mock.invalid\` |
| \`reply_to_activity_uuid\`, an integer for weeks | kept where it is a uuid of a crud that comes along, otherwise empty; how many is said |
| \`expires_at\` of infinity | none, which is for ever |
| columns of your own (\`bio\`) | stay behind and are listed; \`--write-migration\` writes the migration that takes them along |
| tables of your own | stay behind and are listed |
| rows that cannot be taken: a handle, an email or a Cognito id twice, a crud without its user, … | listed, and nothing is done; \`--leave-out FILE\` takes the rest and writes these to a file |

## Seeds of your own

Your \`seed.sql\` goes into \`sql/seeds/\`, after those that are there: files run in the order of their names, all in one transaction, at \`npm run db:setup\` and \`npm run db:seed\`. Users of \`MOCK\` need no email. A handle, an email and a Cognito id belong to one user each; with \`on conflict do nothing\` a second run is no fault.

\`\`\`sh
cp ../aws-bootcamp-cruddur-2023/backend-flask/db/seed.sql sql/seeds/0003-mine.sql
npm run db:setup
\`\`\`

## A back end of your own

Tables and columns have the bootcamp's names, so that a Flask back end works on the local copy as it is. \`npm run db:test\` says where it listens; after \`npm start\` that is

\`\`\`sh
export CONNECTION_URL=postgresql://postgres:password@127.0.0.1:5432/cruddur
cd ../aws-bootcamp-cruddur-2023/backend-flask && flask run --port 4568
\`\`\`

In a container the host is \`host.docker.internal\` instead of 127.0.0.1. \`created_at\` and \`expires_at\` come with a zone, which Python's \`isoformat()\` writes as \`+00:00\`.
`;

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

${YOURS}`;
}
