/** The local database server, as `scripts/local-server.ts` tells the Pulumi program of it, in JSON. */
export interface LocalServer {
  readonly host: string;
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  /** The application's database. */
  readonly database: string;
  /** One that is always there. */
  readonly maintenance: string;
  readonly sslmode: string;
  /** The cluster's own number, which another one on the same port does not have. */
  readonly systemId: string;
  /** Whether the application's database is there already. */
  readonly exists: boolean;
  /** The roles of the access model that are there already. */
  readonly roles: readonly string[];
}
