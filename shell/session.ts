import type pg from "pg";
import { openClient, withClient, type ConnectionParameters } from "#database/connection/connect";
import { UserError } from "#lib/errors";
import type { Cell } from "./format.ts";
import type { TextResult } from "./result.ts";

/** The transaction, by PostgreSQL's word: none, one that is open, one in which a statement has failed. */
export type TransactionState = "none" | "open" | "failed";

/** `pg` turns values into JavaScript's; the shell shows PostgreSQL's own text. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

const COPY_STREAM = /^copy\b[\s\S]*\b(from\s+stdin|to\s+stdout)\b/i;

/** The shell's connection: one that can be cancelled, replaced by another database's, and opened again. */
export class ShellSession {
  /** Told of each notice and warning of the server, one line. */
  onNotice: (text: string) => void = () => {};
  #parameters: ConnectionParameters;
  #client: pg.Client | undefined;
  #tag = "";

  constructor(parameters: ConnectionParameters) {
    this.#parameters = parameters;
  }

  get parameters(): ConnectionParameters {
    return this.#parameters;
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  get transaction(): TransactionState {
    const status = this.#client?.getTransactionStatus();
    return status === "T" ? "open" : status === "E" ? "failed" : "none";
  }

  /** Opens the connection, to another database when one is named. The old one stays when that fails. */
  async open(database = this.#parameters.database): Promise<void> {
    const parameters = { ...this.#parameters, database };
    const client = await openClient(parameters, CHORE, { isTheirs: true });
    client.on("notice", ({ severity, message }) => {
      this.onNotice(`${severity ?? "NOTICE"}:  ${message ?? ""}`);
    });
    // A result of `pg` holds the tag's first word only: ALTER for ALTER TABLE.
    const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
    connection.on("commandComplete", ({ text }: { readonly text: string }) => (this.#tag = text));
    client.once("end", () => {
      if (this.#client === client) this.#client = undefined;
    });
    await this.close();
    this.#client = client;
    this.#parameters = parameters;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  /** Runs one statement. Throws the server's error, and a UserError for what this shell cannot do. */
  async run(text: string, values: readonly unknown[] = []): Promise<TextResult> {
    if (COPY_STREAM.test(text.replace(/^(\s|--.*|\/\*[\s\S]*?\*\/)+/, ""))) {
      throw new UserError(
        "COPY from STDIN and to STDOUT are psql's to do.",
        "Install psql (package postgresql-client); db:connect then uses it.",
      );
    }
    if (!this.#client) await this.open();
    const client = this.#client!;
    try {
      const result = await client.query<Cell[]>({
        text,
        rowMode: "array",
        types: AS_TEXT,
        ...(values.length > 0 ? { values: [...values] } : {}),
      });
      return { ...result, tag: this.#tag };
    } catch (error) {
      await readyAgain(client);
      throw error;
    }
  }

  /** Cancels the statement that runs, by a second connection, as the wire has no other way. */
  async cancel(): Promise<void> {
    const pid = (this.#client as (pg.Client & { readonly processID?: number }) | undefined)
      ?.processID;
    if (pid === undefined) return;
    await withClient(this.#parameters, CHORE, (client) =>
      client.query("select pg_cancel_backend($1)", [pid]),
    );
  }
}

const CHORE = "connect";

/** A statement's failure is told before the server says in which state the transaction is left. */
function readyAgain(client: pg.Client): Promise<void> {
  const { readyForQuery } = client as unknown as { readonly readyForQuery: boolean };
  return new Promise((resolve) => {
    if (readyForQuery) return resolve();
    client.once("drain", resolve);
    client.once("end", resolve);
    // A lost connection may have ended before we came to listen.
    setTimeout(resolve, 1_000).unref();
  });
}
