/**
 * The user that RDS makes with the server. It sets up the access model and nothing logs in as it afterwards; not
 * `postgres`, `root` or `admin`, which are tried first (RDS.25).
 */
export const MASTER_USER = "cruddur_admin";
