import aws4 from "aws4";
import type { Env } from "../environment.ts";

/** Whom a token lets in, and where. */
export interface IamLogin {
  /** The endpoint's name as AWS gives it: `cruddur-dev.c9akciq32.us-east-1.rds.amazonaws.com`. */
  readonly host: string;
  readonly port: number;
  /** A database role that is a member of `rds_iam`. */
  readonly user: string;
  readonly region: string;
}

/** Seconds during which a token opens connections; RDS takes no longer ones. What is open stays open. */
const VALID_SECONDS = 900;

/**
 * The password of a login by IAM: a presigned URL of the action `rds-db:connect`, without its scheme. It is made here,
 * without a call to AWS: a function in the VPC reaches none.
 *
 * `env` holds the credentials, which Lambda gives every function by name and changes while it lives.
 * Throws an Error when there are none.
 */
export function iamToken(login: IamLogin, env: Env, now = new Date()): string {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
  }
  const place = `${login.host}:${login.port}`;
  const query = new URLSearchParams({
    Action: "connect",
    DBUser: login.user,
    "X-Amz-Expires": String(VALID_SECONDS),
    "X-Amz-Date": now.toISOString().replace(/[-:]|\.\d{3}/g, ""),
  });
  const { path } = aws4.sign(
    {
      service: "rds-db",
      region: login.region,
      headers: { Host: place },
      path: `/?${query}`,
      signQuery: true,
    },
    {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    },
  );
  return `${place}${path!}`;
}
