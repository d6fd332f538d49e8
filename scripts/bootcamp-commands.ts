/** A command or a variable of the bootcamp, and what takes its place. */
export interface BootcampCommand {
  /** As the bootcamp's journals type it. */
  readonly old: string;
  /** As it is typed here. */
  readonly now: string;
  /** The difference and its reason, one sentence. */
  readonly differs: string;
}

/** The bootcamp's `bin/` at the end of its week 4 and after (`bin/db-setup`, later `bin/db/setup`), in its order. */
export const BOOTCAMP_COMMANDS: readonly BootcampCommand[] = [
  {
    old: "db-connect",
    now: "npm run db:connect",
    differs:
      "The password goes to psql by its environment, where no process list shows it; without psql there is a small shell of its own.",
  },
  {
    old: "db-connect prod",
    now: "npm run db:connect -- --target prod",
    differs:
      "A target is an option, since a word that a script forgets to read sent people to the wrong database; the prompt is red off this machine.",
  },
  {
    old: "db-create",
    now: "npm run db:create",
    differs: "A database that is there already is no error, and stays.",
  },
  {
    old: "db-drop",
    now: "npm run db:drop",
    differs:
      "It names and ends the sessions that stood in the way, and keeps the database as `cruddur_prev`, so that `npm run db:undo` brings it back.",
  },
  {
    old: "db-schema-load",
    now: "npm run db:schema-load",
    differs:
      "It runs the migrations, each in a transaction, and drops nothing: the old file began with `DROP TABLE`, and psql went on after a mistake and ended with 0.",
  },
  {
    old: "db-seed",
    now: "npm run db:seed",
    differs: "A second run adds nothing twice, and a mistake leaves nothing half done.",
  },
  {
    old: "db-setup",
    now: "npm run db:setup",
    differs:
      "The new database is made beside the present one and then takes its name, so that a failure at any point costs nothing; `npm run db:undo` goes back.",
  },
  {
    old: "db-setup prod",
    now: "npm run db:migrate -- --target prod",
    differs:
      "The old one dropped the local database and then emptied production; here `db:setup prod` does nothing and exits with 2, and production is never dropped or seeded.",
  },
  {
    old: "db-sessions",
    now: "npm run db:sessions",
    differs:
      "It also says since when, who waits for whom, and which sessions would stand in the way of a drop.",
  },
  {
    old: "db-kill-all",
    now: "npm run db:kill-all",
    differs:
      "It never ends the provider's sessions, and says which ones it could not end; `npm run db:sessions -- --end` ends only some.",
  },
  {
    old: "db-test",
    now: "npm run db:test",
    differs: "It also says which server answers, how fast, and whose database it is.",
  },
  {
    old: "generate/migration add_bookmarks",
    now: "npm run db:new-migration -- --name add-bookmarks",
    differs:
      "Migrations are SQL files with numbers of four digits; the old names were times in fractions of a second, of differing length, which sorted wrongly.",
  },
  {
    old: "db-migrate",
    now: "npm run db:migrate",
    differs:
      "What a database has is kept by name and hash, under a lock, instead of as the time of the last run, so that nothing runs twice or never; unsafe statements are named before they run.",
  },
  {
    old: "db-rollback",
    now: "npm run db:rollback",
    differs:
      "What is there before and after is compared, and it is refused where a value would be lost unless you name the database; never on production.",
  },
  {
    old: "update_cognito_user_ids",
    now: "npm run db:update-cognito-user-ids -- --apply",
    differs:
      "Rows are found by email instead of by handle, those that are missing are written, and without `--apply` it only says what it would do.",
  },
  {
    old: "docker compose up db",
    now: "npm run db:start",
    differs:
      "The server comes with the packages, so that no Docker is needed; other commands start it by themselves.",
  },
  {
    old: "rds-update-sg-rule",
    now: "npm run dev-ip:open -- --target dev",
    differs:
      "Each developer has a rule of their own, where the old one had one rule for all; two sources must agree on the address, so that no page of HTML and no IPv6 address is sent to AWS. `pulumi up` does it too.",
  },
  {
    old: "aws rds start-db-instance",
    now: "npm run rds:start -- --target dev",
    differs: "The name comes from the stack, and it waits until the database takes connections.",
  },
  {
    old: "aws rds stop-db-instance",
    now: "npm run rds:stop -- --target dev",
    differs:
      "A dev stack also stops its database every evening, since AWS starts a stopped one by itself after seven days.",
  },
];

/** The variables that the bootcamp's scripts read. */
export const BOOTCAMP_VARIABLES: readonly { readonly name: string; readonly here: string }[] = [
  {
    name: "CONNECTION_URL",
    here: "The local database, when it is not the one that comes with this project. It has to lead to this machine or to the service `db` of compose.yaml; a copy of production's address is refused.",
  },
  {
    name: "PROD_CONNECTION_URL",
    here: "The database of `--target prod`. Its password is in no banner, log or process list.",
  },
  {
    name: "DB_SG_ID",
    here: "Not read. The security group's id is an output of the stack.",
  },
  {
    name: "DB_SG_RULE_ID",
    here: "Not read. A developer's rule is found by its tags.",
  },
  {
    name: "GITPOD_IP",
    here: "Not read. `npm run dev-ip:open` finds the address itself, or takes it from `--ip`.",
  },
];
