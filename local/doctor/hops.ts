import type { Hop } from "./hop.ts";
import { browser } from "./hops/browser.ts";
import { connectionUrl } from "./hops/connection-url.ts";
import { database } from "./hops/database.ts";
import { disk } from "./hops/disk.ts";
import { docker } from "./hops/docker.ts";
import { grants } from "./hops/grants.ts";
import { host } from "./hops/host.ts";
import { install } from "./hops/install.ts";
import { marker } from "./hops/marker.ts";
import { migrations } from "./hops/migrations.ts";
import { node } from "./hops/node.ts";
import { pagePort } from "./hops/page-port.ts";
import { place } from "./hops/place.ts";
import { postgresPort } from "./hops/postgres-port.ts";
import { programs } from "./hops/programs.ts";
import { productionMail } from "./hops/production-mail.ts";
import { psql } from "./hops/psql.ts";
import { rdsCertificates } from "./hops/rds-certificates.ts";
import { roles } from "./hops/roles.ts";
import { schema } from "./hops/schema.ts";
import { server } from "./hops/server.ts";
import { serverVersion } from "./hops/server-version.ts";
import { userPool } from "./hops/user-pool.ts";

/** The doctor's hops, in the order in which it tells. A hop comes after those that it needs. */
export const HOPS: readonly Hop[] = [
  place,
  node,
  install,
  disk,
  connectionUrl,
  pagePort,
  postgresPort,
  programs,
  docker,
  server,
  database,
  serverVersion,
  marker,
  migrations,
  schema,
  roles,
  grants,
  userPool,
  host,
  psql,
  rdsCertificates,
  productionMail,
  browser,
];
