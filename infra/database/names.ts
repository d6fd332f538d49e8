/** The database that RDS makes with the server; the seeds' name. */
export const DATABASE_NAME = "cruddur";

export const DATABASE_PORT = 5432;
