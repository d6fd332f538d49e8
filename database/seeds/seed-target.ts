import { typed, typedAgain } from "#lib/terminal/typed";
import { RefusedError, UserError } from "#lib/errors";
import type { Target } from "#lib/domain/target";
import { requireSafeTarget, type Consent } from "../fence/fence.ts";
import { withWatchedClient } from "../connection/lock-watch.ts";
import { listMigrations, pendingMigrations } from "../migrations/migrate.ts";
import { optionFor, wordsFor } from "../connection/problem.ts";
import { asOwner } from "../provision.ts";
import { seed, type SeedOutcome } from "./seed.ts";

export interface SeedOptions {
  readonly consent: Consent;
  /** Run the seeds, say what they add, and keep nothing. */
  readonly dryRun: boolean;
  /** @default sql/seeds */
  readonly directory?: string;
}

/**
 * Runs the seeds on a target's database; what is there already stays. Throws a UserError when its schema is behind, and a
 * RefusedError when rows or values that were there would be gone and `--confirm` does not name the database.
 */
export async function seedTarget(target: Target, options: SeedOptions): Promise<SeedOutcome[]> {
  const { consent, dryRun, directory } = options;
  const action = { chore: "db:seed", what: "add the seeds' rows", kind: "seeds" } as const;
  return withWatchedClient(target.parameters, action.chore, consent.note, async (client) => {
    await requireSafeTarget(client, target, action, consent);
    const pending = await pendingMigrations(client, await listMigrations());
    if (pending.length > 0) {
      throw new UserError(
        `The database lacks ${pending.length} migrations, from ${pending[0]!.name} on.`,
        `Type: ${typed("db:migrate", optionFor(target))}`,
      );
    }
    const keep = (loss: readonly string[]): boolean => {
      if (loss.length === 0) return !dryRun;
      const lines = loss.map((line) => `  ${line}`).join("\n");
      if (dryRun) consent.note(`Would be lost:\n${lines}`);
      else if (consent.confirm !== client.database) {
        throw new RefusedError(
          `The seeds take away what was there before them. No seed was kept.\n${lines}`,
          `If you mean it: ${typedAgain("db:seed", [...wordsFor(target), ["--confirm", target.parameters.database]])}`,
        );
      }
      return !dryRun;
    };
    return asOwner(client, () => seed(client, directory, { note: consent.note, keep }));
  });
}
