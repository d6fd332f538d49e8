import { KEYWORDS, type Keyword } from "./keywords.ts";
import { PG_VARIABLES } from "./pg-variables.ts";

/**
 * The text of docs/connecting.md.
 *
 * @param settings of our sessions, by their names
 */
export function connectingMarkdown(settings: Readonly<Record<string, string>>): string {
  return `# Connecting to a database of your own

<!-- Made by \`npm run docs\` from lib/connection/ and database/connection/. Do not edit. -->

\`CONNECTION_URL\` is the database of the target \`local\`, and has to lead to this machine; \`PROD_CONNECTION_URL\` is that of \`--target prod\`. Both look like

\`\`\`text
postgresql://user:password@host:5432/cruddur?sslmode=verify-full
\`\`\`

Left out, the port is 5432, the user \`postgres\` and the database \`cruddur\`. In user, password and database write \`@\` as \`%40\`, \`:\` as \`%3A\`, \`/\` as \`%2F\`, \`?\` as \`%3F\`, \`#\` as \`%23\`, \`%\` as \`%25\` and a space as \`%20\`. An IPv6 address stands in square brackets, the folder of a Unix socket behind \`?host=\`. A URL without a password is for servers that ask for none; \`~/.pgpass\` is not read. Whatever is wrong with a URL is named, without showing any of it, with exit code 2.

The server is PostgreSQL 18 or newer. Commands that need nothing of ours on it work from PostgreSQL 12 on: \`db:connect\`, \`db:test\`, \`db:sessions\`, \`db:drift\` and \`db:migrate-status\`.

## TLS

To this machine (\`localhost\`, \`127.0.0.1\`, \`::1\`, a Unix socket, the service \`db\`) nothing is encrypted unless the URL asks for it. To any other machine nothing is sent in the clear, the first packet included, unless the URL says \`sslmode=disable\`:

| the URL says | off this machine |
| --- | --- |
| nothing, \`ssl=true\`, \`ssl=1\`, \`sslmode=verify-full\` | TLS, and a certificate for that host by an authority that Node trusts, or the one of \`sslrootcert\` |
| \`sslmode=verify-ca\` | the same; with \`sslrootcert\` the certificate may be another host's |
| \`sslmode=require\`, \`allow\`, \`prefer\`, \`ssl=no-verify\` | TLS, whoever the server is |
| \`sslmode=disable\` | nothing encrypted |

Servers of Amazon RDS are held to \`verify-full\` by Amazon's own authorities, whatever the URL says.

## Words of a connection URL

Every word that libpq and node-postgres know. One that stands here as refused, and one that does not stand here, ends the command before it connects.

| word | here | |
| --- | --- | --- |
${Object.entries(KEYWORDS)
  .map(([name, keyword]) => `| \`${name}\` | ${treatment(keyword)} | ${keyword.says} |`)
  .join("\n")}

## Variables of PostgreSQL's

None of libpq's variables changes what a command does, nor what the psql and pg_dump do that it starts; functions on AWS have their own: ${PG_VARIABLES.map((name) => `\`${name}\``).join(", ")}, and every other that begins with \`PG\`, but \`PG_COLOR\` and \`PG_COLORS\`. psql's own count in \`db:connect\`: \`PSQL_PAGER\`, \`PSQL_EDITOR\`, \`PSQL_HISTORY\`, and on this machine \`~/.psqlrc\`.

## Sessions

Sessions of commands have the settings below, whatever a role (\`alter role … set\`) or a database (\`alter database … set\`) has. They are sent as the startup parameter \`options\`, which RDS Proxy and PgBouncer refuse: commands go to the server itself, as they hold locks in their sessions. The shell of \`db:connect\` is yours: it has what role and database say, and works through a pooler. Settings that only a superuser may make, such as \`session_replication_role\`, stay as they are.

${Object.entries(settings)
  .map(([name, value]) => `- \`${name}\`: ${value === "" ? "none" : `\`${value}\``}`)
  .join("\n")}
`;
}

function treatment({ does, but = [] }: Keyword): string {
  if (but.length === 0) return does;
  return `${does}, but for ${but.map((value) => `\`${value}\``).join(", ")}`;
}
