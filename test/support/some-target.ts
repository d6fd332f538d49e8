import type { Target } from "#lib/domain/target";

/** A local target that nobody opens; its server is not there. */
export function someTarget(overrides: Partial<Target> = {}): Target {
  const server = { host: "127.0.0.1", port: 5432, user: "postgres", password: "password" };
  return {
    name: "local",
    environment: "local",
    isLocal: true,
    isProduction: false,
    parameters: { ...server, database: "cruddur" },
    maintenance: "postgres",
    kind: "external",
    describe: () => "the tests' PostgreSQL",
    ...overrides,
  };
}
