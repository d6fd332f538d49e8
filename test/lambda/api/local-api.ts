import pg from "pg";
import type { ConnectionParameters } from "#database/connection/connect";
import type { Queryable } from "#lib/sql/statement";
import { asRole, dropDatabase, freshDatabase } from "#test/databases";
import { createApp } from "../../../lambda/api/app.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, when it is JSON. */
  readonly json: never;
}

/**
 * The API on a database of its own, connected as its real role. `Bearer <name>` is the user `<name>`; what the
 * verifier does with tokens has its own test.
 */
export class LocalApi {
  readonly database: ConnectionParameters;
  /** As who may do everything with the database, for arranging and looking. */
  readonly superuser: pg.Pool;
  readonly errors: unknown[] = [];
  readonly #pool: pg.Pool;
  #queryable: Queryable;

  private constructor(database: ConnectionParameters) {
    this.database = database;
    this.superuser = new pg.Pool({ ...database, ssl: false, max: 2 });
    this.#pool = new pg.Pool({ ...asRole(database, "cruddur_api"), ssl: false, max: 4 });
    for (const pool of [this.superuser, this.#pool]) pool.on("error", () => {});
    this.#queryable = this.#pool;
  }

  static async open(template: "schema" | "seeded" = "schema"): Promise<LocalApi> {
    return new LocalApi(await freshDatabase(template));
  }

  async close(): Promise<void> {
    await this.#pool.end();
    await this.superuser.end();
    await dropDatabase(this.database);
  }

  /** Answers from now on with another connection. */
  use(queryable: Queryable): void {
    this.#queryable = queryable;
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const app = createApp({
      database: this.#queryable,
      verify: async (authorization) => {
        const name = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
        return name ? { sub: `sub-${name}`, userName: `user-${name}` } : undefined;
      },
      target: "local",
      onError: (error) => this.errors.push(error),
    });
    const response = await app.request(path, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson ? JSON.parse(text) : undefined) as never,
    };
  }

  get = (path: string, name?: string): Promise<Answer> =>
    this.request(path, name ? { headers: { authorization: `Bearer ${name}` } } : {});

  post = (body: unknown, name = "ada", headers: Record<string, string> = {}): Promise<Answer> =>
    this.request("/api/activities", {
      method: "POST",
      headers: { authorization: `Bearer ${name}`, "content-type": "application/json", ...headers },
      body:
        typeof body === "string" || body instanceof Uint8Array
          ? (body as NonNullable<RequestInit["body"]>)
          : JSON.stringify(body),
    });

  query = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await this.superuser.query<Record<string, unknown>>(text, values)).rows;

  async addUser(name: string): Promise<string> {
    const [row] = await this.query(
      "insert into users (display_name, email, handle, cognito_user_id) values (initcap($1), $1 || '@example.com', $1, 'sub-' || $1) returning uuid",
      [name],
    );
    return row!["uuid"] as string;
  }
}
