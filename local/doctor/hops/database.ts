import { codeOf } from "#lib/errors";
import { typed } from "#lib/terminal/typed";
import { connectProblem } from "../../postgres/connect.ts";
import { askDatabase, chosenDatabase } from "../chosen-server.ts";
import { absent, broken, ok, type Hop } from "../hop.ts";

/** The application's database is there and lets us in. */
export const database: Hop = {
  id: "database",
  title: "Database",
  needs: ["server"],
  async run(context) {
    const { host, port, database: name } = (await chosenDatabase(context))!;
    try {
      await askDatabase(context, (client) => client.query("select"));
      return ok(`${name} answers`);
    } catch (error) {
      if (codeOf(error) === "3D000") return absent(`there is no ${name} yet`, typed("db:setup"));
      if (codeOf(error) === "53300") {
        return broken("every connection of the server is in use", typed("db:sessions"));
      }
      throw connectProblem(error, `${host}:${port}`);
    }
  },
};
