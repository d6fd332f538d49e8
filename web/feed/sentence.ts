import { ServiceError } from "../errors.ts";

/** The feed's sentence while it cannot load. @param online what the browser thinks of its connection */
export function feedSentence(error: unknown, online: boolean): string {
  const code = error instanceof ServiceError ? error.code : "unexpected";
  if (code === "network" && !online) return "You are offline. The cruds come back when you do.";
  if (code === "network") return "Cruddur cannot be reached; trying again…";
  if (code === "database_missing") return "There is no database; npm run db:setup makes one.";
  if (code === "database_unavailable") return "The database is away; trying again…";
  if (code === "schema_foreign")
    return "The database holds other tables than Cruddur's; whoever runs this can type npm run doctor.";
  if (code === "schema_missing") return "The database is being made; trying again…";
  return `The cruds could not be loaded (${code}); trying again…`;
}

/** The pill's text: "1 new crud", "3 new cruds", "20+ new cruds". */
export function newCrudsLabel(count: number, more: boolean): string {
  if (more) return `${count}+ new cruds`;
  return count === 1 ? "1 new crud" : `${count} new cruds`;
}
