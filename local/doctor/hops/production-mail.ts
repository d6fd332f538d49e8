import { messageOf } from "#lib/errors";
import { ok, warning, type Hop } from "../hop.ts";

const STACK = "prod";
const SHOW = `npm run cost -- --target ${STACK}`;

/** Whether the checkout's production sends mail by a domain of its own. */
export const productionMail: Hop = {
  id: "production-mail",
  title: "Mail of prod",
  needs: ["install"],
  async run({ root }) {
    const { readStackFile } = await import("#lib/stack-config/stack-file");
    const { MAIL_LIMIT, mailFromLine } = await import("#lib/stack-config/mail-limit");
    try {
      const config = await readStackFile(root, STACK);
      if (config.environment !== "prod" || config.mailFrom !== undefined) {
        return ok(config.environment === "prod" ? `comes from ${config.mailFrom!}` : "is none");
      }
      return { ...ok(MAIL_LIMIT), fix: `${mailFromLine(STACK)} (an address of a domain of yours)` };
    } catch (error) {
      // Of a UserError: what is wrong with the file is no fault of the local copy.
      const { hint } = error as { readonly hint?: string };
      if (hint === undefined) throw error;
      return warning(messageOf(error).split("\n")[0]!.replace(/[.:]$/, ""), hint || SHOW);
    }
  },
};
